using System.IO.Compression;
using System.Text;

namespace Manidala.Training.Import;

/// <summary>Text on disk that may be compressed by gzip, told by its first bytes and not by its name.</summary>
internal sealed class TextFile : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly FileStream _file;

    private TextFile(string path)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan);
        Reader = new StreamReader(Decompress(_file), new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true, BufferBytes);
    }

    public StreamReader Reader { get; }

    /// <summary>Bytes on disk, for progress.</summary>
    public long Length => _file.Length;

    /// <summary>Bytes of the disk's file read so far.</summary>
    public long Position => _file.Position;

    public static TextFile Open(string path) => new(path);

    /// <summary>Opens a file that is known to be small and that may be in Latin-1, as the oldest MovieLens files are.</summary>
    public static TextReader OpenSmall(string path)
    {
        using Stream stream = Decompress(File.OpenRead(path));
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        ReadOnlySpan<byte> content = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        if (content.StartsWith(Encoding.UTF8.Preamble))
        {
            content = content[Encoding.UTF8.Preamble.Length..];
        }

        try
        {
            return new StringReader(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content));
        }
        catch (DecoderFallbackException)
        {
            return new StringReader(Encoding.Latin1.GetString(content));
        }
    }

    public void Dispose()
    {
        Reader.Dispose();
        _file.Dispose();
    }

    private static Stream Decompress(FileStream file)
    {
        int first = file.ReadByte();
        int second = file.ReadByte();
        file.Position = 0;
        return first == 0x1f && second == 0x8b ? new GZipStream(file, CompressionMode.Decompress) : file;
    }
}
