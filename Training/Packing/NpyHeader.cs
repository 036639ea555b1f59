using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Manidala.Training.Packing;

/// <summary>What stands before the numbers of a .npy file, versions 1 to 3 of the format.</summary>
/// <param name="Type">As NumPy writes it: <c>&lt;f4</c>.</param>
/// <param name="Shape">Empty for a single number.</param>
internal sealed partial record NpyHeader(string Type, bool IsFortran, IReadOnlyList<long> Shape)
{
    private const int MagicLength = 8;
    private const int MostBytes = 1 << 16;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads it and leaves the stream at the first number.</summary>
    public static NpyHeader Read(Stream file, string path)
    {
        try
        {
            Span<byte> start = stackalloc byte[MagicLength];
            file.ReadExactly(start);
            if (!start[..Magic.Length].SequenceEqual(Magic) || start[6] is < 1 or > 3)
            {
                throw Refusal(path, "a file that is no .npy of version 1 to 3", "what numpy.save writes");
            }

            Span<byte> lengthBytes = stackalloc byte[start[6] == 1 ? 2 : 4];
            file.ReadExactly(lengthBytes);
            long length = start[6] == 1 ? BitConverter.ToUInt16(lengthBytes) : BitConverter.ToUInt32(lengthBytes);
            if (length > MostBytes)
            {
                throw Refusal(path, $"a header of {length} bytes", $"at most {MostBytes}");
            }

            byte[] text = new byte[length];
            file.ReadExactly(text);
            return Parse(Encoding.UTF8.GetString(text), path);
        }
        catch (EndOfStreamException)
        {
            throw Refusal(path, "the end of the file within its header", "a whole .npy file");
        }
    }

    private static NpyHeader Parse(string text, string path)
    {
        Match type = TypePattern().Match(text);
        Match order = OrderPattern().Match(text);
        Match shape = ShapePattern().Match(text);
        if (!type.Success || !order.Success || !shape.Success)
        {
            throw Refusal(path, $"the header {text.Trim()}", "a plain array: descr, fortran_order and shape");
        }

        var lengths = new List<long>();
        foreach (string part in shape.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            lengths.Add(long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out long length)
                ? length
                : throw Refusal(path, $"the shape ({shape.Groups[1].Value})", "whole numbers"));
        }

        return new NpyHeader(type.Groups[1].Value, order.Groups[1].Value == "True", lengths);
    }

    private static PackException Refusal(string path, string found, string expected) => new($"{path}: found {found}; expected {expected}.");

    [GeneratedRegex("""['"]descr['"]\s*:\s*['"]([^'"]*)['"]""")]
    private static partial Regex TypePattern();

    [GeneratedRegex("""['"]fortran_order['"]\s*:\s*(True|False)""")]
    private static partial Regex OrderPattern();

    [GeneratedRegex("""['"]shape['"]\s*:\s*\(([^)]*)\)""")]
    private static partial Regex ShapePattern();
}
