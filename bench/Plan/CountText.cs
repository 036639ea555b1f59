using System.Globalization;

namespace Manidala.Bench.Plan;

/// <summary>Whole numbers as people write large ones: <c>1000000</c>, <c>1_000_000</c>, <c>10k</c>, <c>1.5M</c>.</summary>
internal static class CountText
{
    public const string Forms = "a whole number like 250000, 1_000_000, 10k, 1.5M or 2B";

    // More digits than these would overflow what they are multiplied by; no count comes near.
    private const int MaxDigits = 18;

    public static bool TryParse(string text, out double count)
    {
        count = 0;
        decimal unit = text is [.., var last] ? UnitOf(last) : 1;
        string digits = unit == 1 ? text : text[..^1];
        if (!IsNumber(digits, mayHavePoint: unit > 1))
        {
            return false;
        }

        decimal value = decimal.Parse(digits.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * unit;
        count = (double)value;
        return value == decimal.Truncate(value);
    }

    private static decimal UnitOf(char suffix) => suffix switch
    {
        'k' or 'K' => 1_000,
        'M' => 1_000_000,
        'B' => 1_000_000_000,
        _ => 1,
    };

    /// <summary>Digits, with single underscores between them, and at most one point with digits on both sides.</summary>
    private static bool IsNumber(string text, bool mayHavePoint)
    {
        string[] sides = text.Split('.');
        return text.Length <= MaxDigits
            && sides.Length <= (mayHavePoint ? 2 : 1)
            && sides.SelectMany(side => side.Split('_')).All(group => group.Length > 0 && group.All(char.IsAsciiDigit));
    }
}
