using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Manidala.Storage;

namespace Manidala.Training.Archives;

/// <summary>Counts interactions and hashes all that an archive holds of them, in order, so that what was read back can be compared with what was to be written.</summary>
internal sealed class ArchiveDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _numbers = new byte[4 * sizeof(long)];

    public long Rows { get; private set; }

    public void Add(in JournalEntry entry)
    {
        Rows++;
        BinaryPrimitives.WriteInt64LittleEndian(_numbers, entry.Sequence);
        BinaryPrimitives.WriteDoubleLittleEndian(_numbers.AsSpan(8), entry.Interaction.Value);
        BinaryPrimitives.WriteInt64LittleEndian(_numbers.AsSpan(16), entry.Interaction.TimestampMs);
        BinaryPrimitives.WriteInt64LittleEndian(_numbers.AsSpan(24), entry.RecordedMs);
        _hash.AppendData(_numbers);
        Add(entry.Interaction.Id);
        Add(entry.Interaction.UserId);
        Add(entry.Interaction.ItemId);
        Add(entry.Interaction.Type);
    }

    /// <summary>In lower-case hexadecimal digits; nothing can be added after it.</summary>
    public string Complete() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();

    // With its length: otherwise a letter could move from one text to the next unseen.
    private void Add(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        BinaryPrimitives.WriteInt32LittleEndian(_numbers, utf8.Length);
        _hash.AppendData(_numbers, 0, sizeof(int));
        _hash.AppendData(utf8);
    }
}
