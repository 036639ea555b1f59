using System.Globalization;

namespace Manidala.Training.Import;

/// <summary>What a column of a table of items holds, learnt from all of its cells, and the attribute that each cell gives.</summary>
internal sealed class ColumnForm(string name, ItemColumns columns)
{
    private readonly bool _isVector = ItemColumns.Has(columns.Vectors, name);
    private readonly bool _isCategorical = ItemColumns.Has(columns.Categorical, name);
    private bool _hasSeveral;
    private bool _hasWords;

    public string Name => name;

    public static string TextOf(object? cell) => cell switch
    {
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "",
    };

    public void Look(object? cell)
    {
        if (cell is string text && !_isVector)
        {
            _hasSeveral |= text.Contains(columns.Separator, StringComparison.Ordinal);
            _hasWords |= !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        }
        else if (cell is not (null or long or double))
        {
            _hasWords = true;
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

        value = cell switch
        {
            string text when _hasSeveral => columns.Split(text).ToArray(),
            string text when !_hasWords && !_isCategorical => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
            long number when !_hasWords && !_isCategorical => (double)number,
            double number when !_hasWords && !_isCategorical => number,
            string[] texts => texts.Where(text => text.Length > 0).Distinct(StringComparer.Ordinal).ToArray(),
            long[] ids when _isCategorical => ids.Select(id => TextOf(id)).Distinct(StringComparer.Ordinal).ToArray(),
            long[] whole => Array.ConvertAll(whole, number => (float)number),
            double[] vector => Array.ConvertAll(vector, number => (float)number),
            bool[] flags => flags.Select(flag => TextOf(flag)).Distinct(StringComparer.Ordinal).ToArray(),
            _ => TextOf(cell),
        };
        return null;
    }
}
