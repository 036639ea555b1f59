using System.Text;

namespace Manidala.Bench.Drills.BadModels;

/// <summary>One message of Protocol Buffers, field by field: numbers and length-delimited fields, all that an ONNX graph needs.</summary>
internal sealed class ProtoMessage
{
    private readonly MemoryStream _bytes = new();

    public ProtoMessage Add(int field, long value)
    {
        Number((ulong)field << 3);
        Number((ulong)value);
        return this;
    }

    public ProtoMessage Add(int field, string value) => Add(field, Encoding.UTF8.GetBytes(value));

    public ProtoMessage Add(int field, ProtoMessage value) => Add(field, value.ToArray());

    public ProtoMessage Add(int field, ReadOnlySpan<byte> value)
    {
        const uint LengthDelimited = 2;
        Number(((ulong)field << 3) | LengthDelimited);
        Number((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    public byte[] ToArray() => _bytes.ToArray();

    private void Number(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.WriteByte((byte)(value | 0x80));
        }

        _bytes.WriteByte((byte)value);
    }
}
