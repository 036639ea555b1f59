using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Manidala.Engine.Retrieval;

/// <summary>Reads what <see cref="IndexFileWriter"/> wrote, once the checksum of all of it is right.</summary>
internal ref struct IndexFileReader
{
    private ReadOnlySpan<byte> _left;

    /// <exception cref="InvalidDataException">The file is not whole.</exception>
    public IndexFileReader(ReadOnlySpan<byte> file)
    {
        if (file.Length < SHA256.HashSizeInBytes)
        {
            throw new InvalidDataException($"it has {file.Length} bytes, which no index has");
        }

        _left = file[..^SHA256.HashSizeInBytes];
        if (!SHA256.HashData(_left).AsSpan().SequenceEqual(file[^SHA256.HashSizeInBytes..]))
        {
            throw new InvalidDataException("its checksum is wrong");
        }
    }

    public T Read<T>()
        where T : unmanaged => MemoryMarshal.Read<T>(Take(Unsafe.SizeOf<T>()));

    public T[] ReadMany<T>()
        where T : unmanaged
    {
        int count = Read<int>();
        return MemoryMarshal.Cast<byte, T>(Take((long)count * Unsafe.SizeOf<T>())).ToArray();
    }

    public readonly void End() => RefuseUnless(_left.IsEmpty, $"{_left.Length} bytes follow the index");

    public static void RefuseUnless(bool isFitting, string found)
    {
        if (!isFitting)
        {
            throw new InvalidDataException(found);
        }
    }

    private ReadOnlySpan<byte> Take(long bytes)
    {
        RefuseUnless(bytes >= 0 && bytes <= _left.Length, $"{_left.Length} bytes are left where {bytes} should follow");
        ReadOnlySpan<byte> taken = _left[..(int)bytes];
        _left = _left[(int)bytes..];
        return taken;
    }
}
