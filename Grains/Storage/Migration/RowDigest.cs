using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace Manidala.Storage.Migration;

/// <summary>Counts rows and adds up a hash of each: equal for equal rows in whatever order they come, so that neither database has to sort them.</summary>
internal sealed class RowDigest
{
    private readonly ArrayBufferWriter<byte> _row = new();
    private UInt128 _sum;

    public long Rows { get; private set; }

    public string Checksum => _sum.ToString("x32", CultureInfo.InvariantCulture);

    public void Add(ReadOnlySpan<object?> values)
    {
        _row.ResetWrittenCount();
        foreach (object? value in values)
        {
            Write(value);
        }

        _sum = unchecked(_sum + XxHash128.HashToUInt128(_row.WrittenSpan));
        Rows++;
    }

    // With kind and length: otherwise a letter could move from one column to the next unseen.
    private void Write(object? value)
    {
        switch (value)
        {
            case null:
                WriteNumber(-1);
                break;
            case string text:
                int bytes = Encoding.UTF8.GetByteCount(text);
                WriteNumber(bytes);
                Encoding.UTF8.GetBytes(text, _row);
                break;
            case byte[] content:
                WriteNumber(content.Length);
                _row.Write(content);
                break;
            case double real:
                WriteNumber(BitConverter.DoubleToInt64Bits(real));
                break;
            case bool flag:
                WriteNumber(flag ? 1 : 0);
                break;
            default:
                WriteNumber(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private void WriteNumber(long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_row.GetSpan(sizeof(long)), number);
        _row.Advance(sizeof(long));
    }
}
