using System.Buffers.Binary;
using System.Text;

namespace Manidala.Engine.Devices;

/// <summary>Reads which libraries a library needs, so that all of those that are missing can be named, where the loader names one at a time.</summary>
internal static class ElfNeeds
{
    private const int HeaderBytes = 64;
    private const int SegmentBytes = 56;
    private const int EntryBytes = 16;
    private const int MostEntries = 4096;
    private const uint Loaded = 1;
    private const uint Dynamic = 2;
    private const ulong End = 0;
    private const ulong Needed = 1;
    private const ulong Texts = 5;

    private static readonly byte[] Magic = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1];

    /// <returns>Names in the file's order; none for a file of another format, of which the loader itself has to speak.</returns>
    public static IReadOnlyList<string> Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] header = Bytes(file, 0, HeaderBytes);
            return header.AsSpan().StartsWith(Magic) ? Read(file, header) : [];
        }
        catch (EndOfStreamException)
        {
            return [];
        }
    }

    private static List<string> Read(FileStream file, byte[] header)
    {
        int count = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(56));
        byte[] segments = Bytes(file, Number(header, 32), count * SegmentBytes);
        Segment[] all = [.. Enumerable.Range(0, count).Select(index => Segment.Read(segments.AsSpan(index * SegmentBytes, SegmentBytes)))];
        var needed = new List<ulong>();
        ulong texts = 0;
        foreach (Segment dynamic in all.Where(segment => segment.Kind == Dynamic))
        {
            byte[] entries = Bytes(file, dynamic.Offset, (int)Math.Min(dynamic.Length, MostEntries * EntryBytes));
            for (int at = 0; at + EntryBytes <= entries.Length && Number(entries, at) is var tag and not End; at += EntryBytes)
            {
                if (tag == Needed)
                {
                    needed.Add(Number(entries, at + 8));
                }

                texts = tag == Texts ? Number(entries, at + 8) : texts;
            }
        }

        // The texts' place is one in memory; the segment that is loaded there says where it lies in the file.
        Segment holder = all.FirstOrDefault(segment => segment.Kind == Loaded && texts >= segment.Address && texts - segment.Address < segment.Length);
        return [.. needed.Select(name => Text(file, texts - holder.Address + holder.Offset + name))];
    }

    private static string Text(FileStream file, ulong offset)
    {
        file.Position = (long)offset;
        var text = new List<byte>();
        for (int next = file.ReadByte(); next > 0; next = file.ReadByte())
        {
            text.Add((byte)next);
        }

        return Encoding.UTF8.GetString([.. text]);
    }

    private static byte[] Bytes(FileStream file, ulong offset, int count)
    {
        var bytes = new byte[count];
        file.Position = (long)offset;
        file.ReadExactly(bytes);
        return bytes;
    }

    private static ulong Number(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);

    private readonly record struct Segment(uint Kind, ulong Offset, ulong Address, ulong Length)
    {
        public static Segment Read(ReadOnlySpan<byte> bytes) =>
            new(BinaryPrimitives.ReadUInt32LittleEndian(bytes), Number(bytes, 8), Number(bytes, 16), Number(bytes, 32));
    }
}
