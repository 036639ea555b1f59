using System.Buffers.Text;
using System.Collections.Immutable;

namespace Manidala.Engine.Feeds;

/// <summary>
/// What a visitor who scrolls has been shown already, packed into the cursor itself: pages never repeat an item, whichever silo answers and
/// whatever happened to the last one. Sorted ordinals, as differences, in bytes of seven bits: about 1.5 bytes an item.
/// </summary>
public static class FeedCursor
{
    /// <summary>Longest scroll; a cursor stays well under the longest request line that servers accept.</summary>
    public const int MostItems = 2000;

    private const byte Format = 1;

    public static string Write(IEnumerable<int> ordinals)
    {
        var bytes = new List<byte> { Format };
        int last = 0;
        foreach (int ordinal in ordinals.Order())
        {
            uint difference = (uint)(ordinal - last);
            last = ordinal;
            for (; difference >= 0x80; difference >>= 7)
            {
                bytes.Add((byte)(difference | 0x80));
            }

            bytes.Add((byte)difference);
        }

        return Base64Url.EncodeToString([.. bytes]);
    }

    public static bool TryRead(string cursor, out ImmutableArray<int> ordinals)
    {
        ordinals = [];
        if (!Base64Url.IsValid(cursor))
        {
            return false;
        }

        byte[] bytes = Base64Url.DecodeFromChars(cursor);
        if (bytes.Length == 0 || bytes[0] != Format)
        {
            return false;
        }

        var builder = ImmutableArray.CreateBuilder<int>();
        for (int index = 1, last = 0; index < bytes.Length;)
        {
            if (builder.Count == MostItems || !TryReadDifference(bytes, ref index, out uint difference) || difference > int.MaxValue - last)
            {
                return false;
            }

            last += (int)difference;
            builder.Add(last);
        }

        ordinals = builder.DrainToImmutable();
        return true;
    }

    private static bool TryReadDifference(byte[] bytes, ref int index, out uint difference)
    {
        difference = 0;
        for (int shift = 0; shift < 35 && index < bytes.Length; shift += 7)
        {
            byte next = bytes[index++];
            difference |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
