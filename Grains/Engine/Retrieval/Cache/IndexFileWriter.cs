using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Manidala.Engine.Retrieval;

/// <summary>Writes an index's numbers one after the other, little-endian, and behind them the SHA-256 of all.</summary>
internal sealed class IndexFileWriter : IDisposable
{
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public IndexFileWriter(string path) => _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);

    public void Write<T>(T value)
        where T : unmanaged => WriteBytes(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    /// <summary>How many there are, and then they.</summary>
    public void WriteMany<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Write(values.Length);
        WriteBytes(MemoryMarshal.AsBytes(values));
    }

    /// <summary>Ends the file and brings it to the disk.</summary>
    public void Finish()
    {
        _file.Write(_hash.GetHashAndReset());
        _file.Flush(flushToDisk: true);
    }

    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
    }

    private void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        _file.Write(bytes);
        _hash.AppendData(bytes);
    }
}
