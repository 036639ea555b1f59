using System.Globalization;
using Manidala.Engine.Sessions;

namespace Manidala.Training.Import;

/// <summary>Turns the text of columns into values, or says what is wrong with it.</summary>
internal static class FieldReader
{
    /// <summary>Longest id of a user or an item, in UTF-16 units: what the cluster accepts.</summary>
    public const int MaxIdLength = 128;

    public const string NoUnicode = "something that is not Unicode text";

    // Seconds up to the year 5138 are smaller than this; milliseconds since 1973 are larger.
    private const double SmallestMilliseconds = 1e11;

    private static readonly double LatestMs = new DateTimeOffset(2200, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>Null where the id is good, else what is wrong with it.</summary>
    public static string? ProblemWithId(string what, string id) => ProblemWithName($"{what} id", id);

    /// <summary>Null where a name of any kind is good, else what is wrong with it.</summary>
    public static string? ProblemWithName(string what, string name)
    {
        if (name.Length == 0)
        {
            return $"the {what} is missing";
        }

        if (name.Length > MaxIdLength)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the {what} has {name.Length} characters; the most is {MaxIdLength}");
        }

        return HasControl(name) ? $"the {what} has a control character in it"
            : ProblemWithText(name) is { } problem ? $"the {what} has {problem} in it" : null;
    }

    /// <summary>Null where the text is Unicode that can be stored, else what is in it that is not.</summary>
    public static string? ProblemWithText(string text)
    {
        for (int place = 0; place < text.Length; place++)
        {
            // The decoder puts U+FFFD where bytes are no UTF-8: two broken ids would become one.
            if (text[place] is '\uFFFD' or '\0')
            {
                return NoUnicode;
            }

            if (char.IsSurrogate(text[place]) && (place + 1 == text.Length || !char.IsSurrogatePair(text[place], text[++place])))
            {
                return NoUnicode;
            }
        }

        return null;
    }

    public static string? ProblemWithType(string type) =>
        InteractionTypes.Default.Accepts(type) ? null : $"unknown type '{Shorten(type)}'; known: {InteractionTypes.Default.Names}";

    /// <summary>Reads Unix seconds (also with decimals), Unix milliseconds or ISO 8601.</summary>
    public static string? TryReadTime(string text, out long milliseconds)
    {
        milliseconds = 0;
        double found;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            found = Math.Abs(number) < SmallestMilliseconds ? number * 1000 : number;
        }
        else if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            found = time.ToUnixTimeMilliseconds();
        }
        else
        {
            return $"'{Shorten(text)}' is not a time; expected Unix seconds or milliseconds, or ISO 8601";
        }

        if (!(found >= 0 && found < LatestMs))
        {
            return $"the time '{Shorten(text)}' lies outside 1970 to 2200";
        }

        milliseconds = (long)Math.Round(found);
        return null;
    }

    public static string? TryReadValue(string text, out double value)
    {
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
        return isNumber ? null : $"'{Shorten(text)}' is not a number";
    }

    public static string Shorten(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");

    private static bool HasControl(string name)
    {
        foreach (char letter in name)
        {
            if (char.IsControl(letter))
            {
                return true;
            }
        }

        return false;
    }
}
