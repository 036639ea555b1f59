using System.Buffers.Text;

namespace Manidala.Bench.Load;

/// <summary>A request's bytes, in memory that is used again. For one caller at a time.</summary>
internal sealed class RequestText
{
    private const int LongestNumber = 20;
    private byte[] _bytes = new byte[1024];
    private int _length;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    public int Length => _length;

    public RequestText Clear()
    {
        _length = 0;
        return this;
    }

    public RequestText Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        _length += text.Length;
        return this;
    }

    public RequestText Add(long number)
    {
        _ = Utf8Formatter.TryFormat(number, Room(LongestNumber), out int written);
        _length += written;
        return this;
    }

    private Span<byte> Room(int bytes)
    {
        if (_bytes.Length - _length < bytes)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + bytes));
        }

        return _bytes.AsSpan(_length);
    }
}
