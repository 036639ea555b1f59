using System.IO.Compression;

namespace Manidala.Training.Import;

/// <summary>
/// Decompresses a file, naming it where it is damaged or cut short. That a cut is noticed at all needs the runtime switch
/// System.IO.Compression.UseStrictValidation, which the project file sets.
/// </summary>
internal sealed class GzipText : Stream
{
    private readonly GZipStream _gzip;
    private readonly string _path;

    private GzipText(FileStream file)
    {
        _gzip = new GZipStream(file, CompressionMode.Decompress);
        _path = file.Name;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The file itself where it is not compressed.</summary>
    public static Stream Decompress(FileStream file)
    {
        int first = file.ReadByte();
        int second = file.ReadByte();
        file.Position = 0;
        return first == 0x1f && second == 0x8b ? new GzipText(file) : file;
    }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return _gzip.Read(buffer);
        }
        catch (InvalidDataException exception)
        {
            throw new ImportException($"{Path.GetFileName(_path)} is damaged or cut short: its gzip data do not end as they should ({exception.Message}).");
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
        }

        base.Dispose(disposing);
    }
}
