using System.Buffers.Text;

namespace Manidala.Bench.Load;

/// <summary>Takes a body that came in chunks apart, in place.</summary>
internal static class ChunkedBody
{
    /// <summary>Moves the chunks together at the beginning, once all of them have come.</summary>
    /// <returns>The length of the body; null while the last chunk is missing, with nothing moved.</returns>
    /// <exception cref="InvalidDataException">A chunk does not begin with its length.</exception>
    public static int? Join(Span<byte> bytes) => Walk(bytes, moves: false) is null ? null : Walk(bytes, moves: true);

    private static int? Walk(Span<byte> bytes, bool moves)
    {
        int joined = 0;
        for (int at = 0; ;)
        {
            int line = bytes[at..].IndexOf("\r\n"u8);
            if (line < 0)
            {
                return null;
            }

            if (!Utf8Parser.TryParse(bytes.Slice(at, line), out int length, out _, 'x') || length < 0)
            {
                throw new InvalidDataException("A chunk of the answer has no length.");
            }

            at += line + 2;
            if (bytes.Length - at < length + 2)
            {
                return null;
            }

            if (length == 0)
            {
                return joined;
            }

            if (moves)
            {
                bytes.Slice(at, length).CopyTo(bytes[joined..]);
            }

            joined += length;
            at += length + 2;
        }
    }
}
