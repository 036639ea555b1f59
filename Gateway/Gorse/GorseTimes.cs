using System.Globalization;
using Manidala.Gateway.Errors;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Gorse;

/// <summary>Times as Gorse's clients write and read them. One that is missing is the first moment of the year 1, as in Gorse.</summary>
internal static class GorseTimes
{
    public const string Allowed = "a time such as 2026-01-31T12:00:00Z, 2026-01-31 12:00:00, 2026-01-31, or Unix seconds or milliseconds as digits; UTC where no offset is named";

    public static readonly long MissingMs = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();

    // As many digits are seconds, milliseconds, microseconds and nanoseconds since 1970.
    private const int SecondsDigits = 10;
    private const int MillisecondsDigits = 13;
    private const int MicrosecondsDigits = 16;
    private const int NanosecondsDigits = 19;

    private static readonly string[] Compact = ["yyyy", "yyyyMMdd", "yyyyMMddHHmmss"];

    public static long Parse(string text, string field)
    {
        if (text.Length == 0)
        {
            return MissingMs;
        }

        if (text.All(char.IsAsciiDigit) && ParseDigits(text) is { } ms)
        {
            return ms;
        }

        const DateTimeStyles styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, styles, out DateTimeOffset time)
            ? time.ToUnixTimeMilliseconds()
            : throw new InvalidRequestException(field, ErrorResponses.Quoted(text), Allowed);
    }

    public static string Format(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    private static long? ParseDigits(string text)
    {
        const DateTimeStyles styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(text, Compact, CultureInfo.InvariantCulture, styles, out DateTimeOffset date))
        {
            return date.ToUnixTimeMilliseconds();
        }

        return (text.Length, long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)) switch
        {
            (SecondsDigits, true) => number * 1000,
            (MillisecondsDigits, true) => number,
            (MicrosecondsDigits, true) => number / 1000,
            (NanosecondsDigits, true) => number / 1_000_000,
            _ => null,
        };
    }
}
