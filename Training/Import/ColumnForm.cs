using System.Globalization;

namespace Manidala.Training.Import;

/// <summary>
/// What a column of a table of items holds, learnt from all of its cells, and the attribute that each cell gives. Where nearly all cells are numbers, the few
/// others are mistakes to be named, and do not make the numbers into texts.
/// </summary>
internal sealed class ColumnForm(string name, ItemColumns columns)
{
    private const int NumbersToAWord = 20;

    private readonly bool _isVector = ItemColumns.Has(columns.Vectors, name);
    private readonly bool _isCategorical = ItemColumns.Has(columns.Categorical, name);
    private bool _hasSeveral;
    private long _words;
    private long _numbers;

    public string Name => name;

    private bool IsNumeric => !_isCategorical && _numbers > 0 && _words * NumbersToAWord <= _numbers;

    public static string TextOf(object? cell) => cell switch
    {
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "",
    };

    public void Look(object? cell)
    {
        if (cell is null || (_isVector && cell is string))
        {
            return;
        }

        _hasSeveral |= cell is string several && several.Contains(columns.Separator, StringComparison.Ordinal);
        if (cell is long or double || (cell is string text && TryReadNumber(text, out _)))
        {
            _numbers++;
        }
        else
        {
            _words++;
        }
    }

    /// <summary>Null where the cell is good, else what is wrong with it.</summary>
    /// <param name="value">Null where the cell says nothing.</param>
    public string? TryConvert(object cell, out object? value)
    {
        value = null;
        if (_isVector && cell is string numbers)
        {
            return VectorText.TryRead(name, numbers, out value);
        }

        if (cell is string word && !_hasSeveral && IsNumeric)
        {
            bool isNumber = TryReadNumber(word, out double read);
            value = read;
            return isNumber ? null : $"the attribute '{name}' is '{FieldReader.Shorten(word)}' where nearly all others are numbers; --categorical makes texts of all";
        }

        value = cell switch
        {
            string text when _hasSeveral => columns.Split(text).ToArray(),
            long number when IsNumeric => (double)number,
            double number when IsNumeric => number,
            string[] texts => texts.Where(text => text.Length > 0).Distinct(StringComparer.Ordinal).ToArray(),
            long[] ids when _isCategorical => ids.Select(id => TextOf(id)).Distinct(StringComparer.Ordinal).ToArray(),
            long[] whole => Array.ConvertAll(whole, number => (float)number),
            double[] vector => Array.ConvertAll(vector, number => (float)number),
            bool[] flags => flags.Select(flag => TextOf(flag)).Distinct(StringComparer.Ordinal).ToArray(),
            _ => TextOf(cell),
        };
        return null;
    }

    private static bool TryReadNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
