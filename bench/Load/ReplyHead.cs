using System.Buffers.Text;
using System.Text;

namespace Manidala.Bench.Load;

/// <summary>What an answer says before its body, as far as reading it needs.</summary>
/// <param name="BodyBytes">Of a body that is not in chunks.</param>
/// <param name="RetryAfter">Where the answer has it in seconds, as Manidala says it.</param>
internal readonly record struct ReplyHead(int Status, int BodyBytes, bool IsChunked, bool ClosesConnection, TimeSpan? RetryAfter)
{
    // "HTTP/1.1 200"
    private const int StatusAt = 9;
    private const int StatusDigits = 3;

    /// <summary>The bytes up to and with the empty line; below 0 where that has not come yet.</summary>
    public static int LengthIn(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf("\r\n\r\n"u8);
        return end < 0 ? end : end + 4;
    }

    /// <exception cref="InvalidDataException">Not a head of HTTP/1.</exception>
    public static ReplyHead Parse(ReadOnlySpan<byte> head)
    {
        int line = head.IndexOf("\r\n"u8);
        if (!head.StartsWith("HTTP/1."u8) || line < StatusAt + StatusDigits || !Utf8Parser.TryParse(head.Slice(StatusAt, StatusDigits), out int status, out _))
        {
            throw new InvalidDataException("The answer is not of HTTP/1.");
        }

        int length = 0;
        bool isChunked = false;
        bool closes = false;
        TimeSpan? retryAfter = null;
        for (head = head[(line + 2)..]; (line = head.IndexOf("\r\n"u8)) > 0; head = head[(line + 2)..])
        {
            ReadOnlySpan<byte> field = head[..line];
            if (Value(field, "content-length:"u8) is { IsEmpty: false } bytes)
            {
                _ = Utf8Parser.TryParse(bytes, out length, out _);
            }
            else if (Value(field, "transfer-encoding:"u8) is { IsEmpty: false } encoding)
            {
                isChunked = Ascii.EqualsIgnoreCase(encoding, "chunked"u8);
            }
            else if (Value(field, "connection:"u8) is { IsEmpty: false } connection)
            {
                closes = Ascii.EqualsIgnoreCase(connection, "close"u8);
            }
            else if (Value(field, "retry-after:"u8) is { IsEmpty: false } wait && Utf8Parser.TryParse(wait, out int seconds, out int read) && read == wait.Length)
            {
                retryAfter = TimeSpan.FromSeconds(seconds);
            }
        }

        return new ReplyHead(status, length, isChunked, closes, retryAfter);
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> field, ReadOnlySpan<byte> name) =>
        field.Length > name.Length && Ascii.EqualsIgnoreCase(field[..name.Length], name) ? field[name.Length..].Trim((byte)' ') : [];
}
