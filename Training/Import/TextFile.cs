using System.Text;

namespace Manidala.Training.Import;

/// <summary>A file on disk. Read as text it may be compressed by gzip, told by its first bytes and not by its name.</summary>
internal sealed class TextFile : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly FileStream _file;
    private StreamReader? _reader;

    private TextFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw new ImportException($"{path} is a folder; expected a file.");
        }

        Path = path;
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan);
    }

    public string Path { get; }

    public StreamReader Reader => _reader ??= new StreamReader(
        GzipText.Decompress(_file), new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true, BufferBytes);

    /// <summary>The bytes as they lie on the disk.</summary>
    public Stream Raw => _file;

    /// <summary>Bytes on disk, for progress.</summary>
    public long Length => _file.Length;

    /// <summary>Bytes of the disk's file read so far.</summary>
    public long Position => _file.Position;

    public static TextFile Open(string path) => new(path);

    /// <summary>Opens a file that is known to be small and that may be in Latin-1, as the oldest MovieLens files are.</summary>
    public static TextReader OpenSmall(string path)
    {
        using FileStream file = File.OpenRead(path);
        using Stream stream = GzipText.Decompress(file);
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
        _reader?.Dispose();
        _file.Dispose();
    }
}
