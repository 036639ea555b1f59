using System.Globalization;

namespace Manidala.Training.Import;

/// <summary>A vector written as text: numbers separated by blanks or commas, with or without brackets around them.</summary>
internal static class VectorText
{
    private static readonly char[] Separators = [' ', '\t', '\n', '\r', ',', ';'];

    /// <summary>Null where the text is a vector, else what is wrong with it.</summary>
    /// <param name="value">An array of floats; null where the text is empty.</param>
    public static string? TryRead(string attribute, string text, out object? value)
    {
        value = null;
        string[] words = text.Trim().TrimStart('[').TrimEnd(']').Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        float[] numbers = new float[words.Length];
        for (int place = 0; place < words.Length; place++)
        {
            if (!float.TryParse(words[place], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[place]))
            {
                return $"the vector '{attribute}' has '{FieldReader.Shorten(words[place])}' in it; expected numbers separated by blanks";
            }
        }

        value = words.Length == 0 ? null : numbers;
        return null;
    }
}
