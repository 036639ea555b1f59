using System.Text;
using Manidala.Engine.Model;

namespace Manidala.Grains.Models;

/// <summary>
/// Walks an archive's headers before a reader does, which takes what a header says of itself (a long name, attributes) into memory, however long it is. Both
/// have to see the same headers, so a length that attributes give anew is refused.
/// </summary>
internal static class TarHeaders
{
    private const int BlockBytes = 512;
    private const int MostAttributeBytes = 64 << 10;
    private const int MostHeaders = 64;
    private const long MostBytes = 1L << 50;
    private const int SizeAt = 124;
    private const int SizeLength = 12;
    private const int TypeAt = 156;

    /// <exception cref="InvalidBundleException">Says what is found.</exception>
    public static async Task CheckAsync(Stream archive, CancellationToken cancellationToken)
    {
        byte[] header = new byte[BlockBytes];
        for (int count = 0; await archive.ReadAtLeastAsync(header, BlockBytes, throwOnEndOfStream: false, cancellationToken) == BlockBytes; count++)
        {
            if (!header.AsSpan().ContainsAnyExcept((byte)0))
            {
                break;
            }

            if (count == MostHeaders)
            {
                throw Refusal($"more than {MostHeaders} headers");
            }

            long size = SizeOf(header.AsSpan(SizeAt, SizeLength));
            long next = archive.Position + ((size + BlockBytes - 1) / BlockBytes * BlockBytes);
            if ((char)header[TypeAt] is 'x' or 'g' or 'L' or 'K')
            {
                await CheckAttributesAsync(archive, size, cancellationToken);
            }

            archive.Position = next;
        }

        archive.Position = 0;
    }

    private static async Task CheckAttributesAsync(Stream archive, long size, CancellationToken cancellationToken)
    {
        if (size > MostAttributeBytes)
        {
            throw Refusal($"attributes of {size} bytes; allowed are {MostAttributeBytes}");
        }

        byte[] attributes = new byte[size];
        int read = await archive.ReadAtLeastAsync(attributes, attributes.Length, throwOnEndOfStream: false, cancellationToken);
        if (attributes.AsSpan(0, read).IndexOf(" size="u8) >= 0)
        {
            throw Refusal("a length among the attributes of a file");
        }
    }

    // Octal digits, or a number of any length in the bytes themselves where the first bit is set.
    private static long SizeOf(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) == 0)
        {
            string digits = Encoding.ASCII.GetString(field).Trim('\0', ' ');
            bool isNumber = digits.All(digit => digit is >= '0' and <= '7');
            return !isNumber ? throw Refusal("a length that is no number") : digits.Length == 0 ? 0 : Convert.ToInt64(digits, 8);
        }

        long size = field[0] & 0x7F;
        foreach (byte next in field[1..])
        {
            size = size < MostBytes ? (size << 8) | next : throw Refusal("a length beyond any disk");
        }

        return size;
    }

    private static InvalidBundleException Refusal(string found) => new($"The archive cannot be read as tar: it has {found}.");
}
