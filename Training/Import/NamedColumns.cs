namespace Manidala.Training.Import;

/// <summary>Finds the columns that a published file is known to have.</summary>
internal static class NamedColumns
{
    /// <summary>The places of the named columns in the line that was read last.</summary>
    public static int[] Find(DelimitedFile header, params ReadOnlySpan<string> names)
    {
        int[] places = new int[names.Length];
        for (int name = 0; name < names.Length; name++)
        {
            places[name] = header.FindColumn(names[name]);
            if (places[name] < 0)
            {
                throw new ImportException(
                    $"{Path.GetFileName(header.Path)} has no column '{names[name]}'. Its first line has: {List(header)}; expected {string.Join(", ", names!)}");
            }
        }

        return places;
    }

    /// <summary>All columns of the line that was read last, for messages.</summary>
    public static string List(DelimitedFile header) => string.Join(", ", Enumerable.Range(0, header.ColumnCount).Select(place => header[place]));
}
