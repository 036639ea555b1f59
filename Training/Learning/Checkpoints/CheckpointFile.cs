using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Manidala.Training.Learning;

/// <summary>A checkpoint on disk: a mark, the header's length, the header as JSON, the blocks' floats one after the other, and SHA-256 of all before it.</summary>
internal static class CheckpointFile
{
    private const int LongestHeader = 1 << 26;
    private const int FloatsAtOnce = 1 << 18;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private static ReadOnlySpan<byte> Mark => "MNDLCKPT"u8;

    /// <summary>Writes everything to a file that the caller brings to the disk and gives its name: under its name a checkpoint is whole.</summary>
    public static FileStream Write(string partial, CheckpointHeader header, IReadOnlyList<CheckpointBlock> blocks)
    {
        var file = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            byte[] text = JsonSerializer.SerializeToUtf8Bytes(
                header with { Blocks = [.. blocks.Select(block => new CheckpointEntry(block.Name, block.Length))] }, Json);
            byte[] length = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
            Put(file, hash, Mark);
            Put(file, hash, length);
            Put(file, hash, text);
            foreach (CheckpointBlock block in blocks)
            {
                Put(file, hash, MemoryMarshal.AsBytes(block.Floats()));
            }

            file.Write(hash.GetHashAndReset());
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <exception cref="CheckpointException">The file is not a whole checkpoint of this version.</exception>
    public static CheckpointHeader ReadHeader(string path)
    {
        using FileStream file = Open(path);
        CheckSum(path, file);
        return ReadHeader(path, file);
    }

    /// <summary>Fills the blocks, which are those that the header names.</summary>
    public static void ReadBlocks(string path, IReadOnlyList<CheckpointBlock> blocks)
    {
        using FileStream file = Open(path);
        CheckpointHeader header = ReadHeader(path, file);
        if (header.Blocks.Count != blocks.Count)
        {
            throw Damaged(path, $"it has {header.Blocks.Count} blocks and this training {blocks.Count}");
        }

        for (int place = 0; place < blocks.Count; place++)
        {
            var (name, length) = header.Blocks[place];
            if (name != blocks[place].Name || length != blocks[place].Length)
            {
                throw Damaged(path, $"its block {place} is {name} of {length} numbers, and this training has {blocks[place].Name} of {blocks[place].Length}");
            }

            file.ReadExactly(MemoryMarshal.AsBytes(blocks[place].Floats()));
        }
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);

    private static void Put(FileStream file, IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        const int AtOnce = FloatsAtOnce * sizeof(float);
        for (int start = 0; start < bytes.Length; start += AtOnce)
        {
            ReadOnlySpan<byte> part = bytes.Slice(start, Math.Min(AtOnce, bytes.Length - start));
            hash.AppendData(part);
            file.Write(part);
        }
    }

    private static void CheckSum(string path, FileStream file)
    {
        long content = file.Length - SHA256.HashSizeInBytes;
        if (content < Mark.Length + sizeof(int))
        {
            throw Damaged(path, $"it has {file.Length} bytes, fewer than any checkpoint");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[FloatsAtOnce * sizeof(float)];
        for (long left = content; left > 0;)
        {
            int read = file.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
            hash.AppendData(buffer, 0, read);
            left -= read;
        }

        byte[] kept = new byte[SHA256.HashSizeInBytes];
        file.ReadExactly(kept);
        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(kept))
        {
            throw Damaged(path, "its checksum does not fit its contents");
        }

        file.Position = 0;
    }

    private static CheckpointHeader ReadHeader(string path, FileStream file)
    {
        Span<byte> start = stackalloc byte[Mark.Length + sizeof(int)];
        file.ReadExactly(start);
        int length = BinaryPrimitives.ReadInt32LittleEndian(start[Mark.Length..]);
        if (!start.StartsWith(Mark) || length is < 2 or > LongestHeader)
        {
            throw Damaged(path, "it does not begin as one");
        }

        byte[] text = new byte[length];
        file.ReadExactly(text);
        CheckpointHeader header = JsonSerializer.Deserialize<CheckpointHeader>(text, Json) ?? throw Damaged(path, "its header is empty");
        return header.Format == CheckpointHeader.CurrentFormat
            ? header
            : throw new CheckpointException($"the checkpoint {path} has format {header.Format}; this version reads {CheckpointHeader.CurrentFormat}. --fresh starts anew.");
    }

    private static CheckpointException Damaged(string path, string problem) =>
        new($"the checkpoint {path} is damaged: {problem}. Delete it to go on from the one before, or start anew with --fresh.");
}
