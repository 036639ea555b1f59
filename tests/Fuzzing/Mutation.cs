using System.Text;
using CsCheck;

namespace Manidala.Tests.Fuzzing;

/// <summary>One change to some bytes: what kind, where (as a share of their length), how much, and which token.</summary>
internal readonly record struct Mutation(int Kind, double At, int Length, int Token)
{
    private const int Kinds = 7;

    /// <summary>What has been too much for some parser before.</summary>
    private static readonly byte[][] Tokens = [.. new[]
    {
        "null", "true", "-1", "0", "1e999", "-0", "9223372036854775807", "9223372036854775808", "1.7976931348623157e308", "0.1e-400", "NaN", "{}", "[]", "[", "{", "}", "]",
        "\"", "\\", "\\u0000", "\\ud800", "\\udc00\\ud800", "\\x", ",", ":", "::", "\t", "\n", "\r\n", "\0", "%", "%00", "%2e%2e%2f", "%ff", "%F0%9F%98%80", "&", "=", "?", "#",
        "../", "..\\", "//", " ", "\uFEFF", "é", "😀", "\u202E", "<script>", "' OR 1=1 --", "2026-02-30T25:61:61Z", "9999-12-31T23:59:59Z", "0000-00-00", "1969-12-31",
        "\"userId\":\"x\",", "\"itemId\":null,", "\"id\":\"\",", "\"consent\":false,", "n=501", "n=0&n=0", "cursor=AAAA", "seen=1", "feed=true&", "exclude=", "text/event-stream",
    }.Select(Encoding.UTF8.GetBytes), [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [.. Enumerable.Repeat((byte)'a', 3000)], [.. Enumerable.Repeat((byte)'[', 100)]];

    /// <summary>One to four changes, and now and then none.</summary>
    public static Gen<Mutation[]> Some { get; } = Gen.Select(
        Gen.Int[0, Kinds - 1], Gen.Double.Unit, Gen.Int[1, 24], Gen.Int[0, Tokens.Length - 1],
        (kind, at, length, token) => new Mutation(kind, at, length, token)).Array[0, 4];

    public static byte[] Apply(byte[] bytes, ReadOnlySpan<Mutation> mutations)
    {
        foreach (Mutation mutation in mutations)
        {
            bytes = mutation.Apply(bytes);
        }

        return bytes;
    }

    private byte[] Apply(byte[] bytes)
    {
        int at = (int)(At * bytes.Length);
        int end = Math.Min(bytes.Length, at + Length);
        byte[] token = Tokens[Token];
        switch (Kind)
        {
            case 0 when at < bytes.Length: return [.. bytes[..at], (byte)(bytes[at] ^ (1 << (Token & 7))), .. bytes[(at + 1)..]];
            case 1: return [.. bytes[..at], .. bytes[end..]];
            case 2: return [.. bytes[..end], .. bytes[at..end], .. bytes[end..]];
            case 3: return [.. bytes[..at], .. token, .. bytes[end..]];
            case 4: return [.. bytes[..at], .. token, .. bytes[at..]];
            case 5: return bytes[..at];
            default: return InPlaceOfANumber(bytes, at, token);
        }
    }

    // The next run of digits, whole: what is left is still of the right shape.
    private static byte[] InPlaceOfANumber(byte[] bytes, int at, byte[] token)
    {
        int from = Array.FindIndex(bytes, at, each => char.IsAsciiDigit((char)each));
        if (from < 0)
        {
            return [.. bytes, .. token];
        }

        int to = Array.FindIndex(bytes, from, each => !char.IsAsciiDigit((char)each));
        return [.. bytes[..from], .. token, .. to < 0 ? [] : bytes[to..]];
    }
}
