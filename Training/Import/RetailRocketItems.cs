using System.Globalization;

namespace Manidala.Training.Import;

/// <summary>
/// RetailRocket's items: of each property the value that it had last. Categories are the item's and all above it. A property whose every value is one
/// number ("n12.000") is a number; the others are the tokens of their values, "available" a text. Sorted on disk, since there are 20 million rows.
/// </summary>
internal sealed class RetailRocketItems(RetailRocketFolder folder) : IItemSource
{
    private const long BytesInMemory = 64L << 20;
    private const string Category = "categoryid";
    private const string Available = "available";

    public string Path => folder.Properties[0];

    public IEnumerable<DescribedItem> Read(SourceFiles files, MalformedLines malformed)
    {
        CategoryTree tree = CategoryTree.Read(folder.Tree, files, malformed);
        using var sorter = new ExternalSorter<ItemProperty>(files.ScratchFolder, new ItemProperty.Format(), BytesInMemory);
        var hasOnlyNumbers = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (string path in folder.Properties)
        {
            foreach (ItemProperty property in ReadPart(path, sorter.Count, files, malformed))
            {
                sorter.Add(property);
                hasOnlyNumbers[property.Property] = hasOnlyNumbers.GetValueOrDefault(property.Property, true) && TryReadNumber(property.Value) is not null;
            }
        }

        var builder = new ItemBuilder();
        var properties = new List<ItemProperty>();
        foreach (ItemProperty property in sorter.Sorted())
        {
            if (properties.Count > 0 && properties[^1].ItemId != property.ItemId)
            {
                if (TryDescribe(properties) is { } item)
                {
                    yield return item;
                }

                properties.Clear();
            }

            properties.Add(property);
        }

        if (properties.Count > 0 && TryDescribe(properties) is { } last)
        {
            yield return last;
        }

        DescribedItem? TryDescribe(List<ItemProperty> all)
        {
            string place = $"item {all[0].ItemId}";
            var described = new DescribedItem(
                all[0].ItemId, null, CategoriesOf(all, tree), "{}", DateTimeOffset.FromUnixTimeMilliseconds(all.Min(property => property.TimestampMs)));
            if (builder.TryBuild(place, described, AttributesOf(all, hasOnlyNumbers), out DescribedItem item) is not { } problem)
            {
                return item;
            }

            malformed.Add(Path, place, problem);
            return null;
        }
    }

    private static IEnumerable<ItemProperty> ReadPart(string path, long before, SourceFiles files, MalformedLines malformed)
    {
        using TextFile file = files.Open(path);
        using var rows = new DelimitedFile(path, file.Reader, ",", malformed);
        if (!rows.Read())
        {
            yield break;
        }

        int[] places = NamedColumns.Find(rows, "timestamp", "itemid", "property", "value");
        while (rows.Read())
        {
            string item = rows[places[1]];
            string name = rows[places[2]];
            long time = 0;
            string? problem = FieldReader.ProblemWithId("item", item)
                ?? FieldReader.ProblemWithName("property", name)
                ?? FieldReader.TryReadTime(rows[places[0]], out time);
            if (problem is null)
            {
                yield return new ItemProperty(item, string.Intern(name), time, before + rows.Line, rows[places[3]]);
            }
            else
            {
                malformed.Add(path, rows.Line, problem);
            }
        }
    }

    private static List<string>? CategoriesOf(List<ItemProperty> properties, CategoryTree tree)
    {
        int place = properties.FindLastIndex(property => property.Property == Category && property.Value.Length > 0);
        return place < 0 ? null : tree.PathFrom(properties[place].Value);
    }

    private static List<KeyValuePair<string, object>> AttributesOf(List<ItemProperty> properties, Dictionary<string, bool> hasOnlyNumbers)
    {
        var attributes = new List<KeyValuePair<string, object>>();
        for (int place = 0; place < properties.Count; place++)
        {
            (_, string name, _, _, string value) = properties[place];
            bool isLast = place + 1 == properties.Count || properties[place + 1].Property != name;
            if (!isLast || name == Category || value.Length == 0)
            {
                continue;
            }

            string[] tokens = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            attributes.Add(new(name, hasOnlyNumbers[name] ? TryReadNumber(value)! : name == Available ? value : tokens));
        }

        return attributes;
    }

    private static object? TryReadNumber(string value) =>
        value.StartsWith('n') && double.TryParse(value.AsSpan(1), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : null;
}
