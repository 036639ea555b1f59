using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Manidala.Storage.Journal;

/// <summary>
/// An event id in 16 bytes, whatever its length. Two ids of one user that share a key would be taken for one event: at a million events a
/// user the chance is below 1e-26.
/// </summary>
internal static class EventKey
{
    public const int Bytes = 16;

    private const int StackLimit = 512;

    public static UInt128 Of(string eventId)
    {
        int most = Encoding.UTF8.GetMaxByteCount(eventId.Length);
        Span<byte> utf8 = most <= StackLimit ? stackalloc byte[StackLimit] : new byte[most];
        return XxHash128.HashToUInt128(utf8[..Encoding.UTF8.GetBytes(eventId, utf8)]);
    }

    public static byte[] ToBytes(UInt128 key)
    {
        byte[] bytes = new byte[Bytes];
        Write(key, bytes);
        return bytes;
    }

    public static void Write(UInt128 key, Span<byte> bytes) => BinaryPrimitives.WriteUInt128BigEndian(bytes, key);

    public static UInt128 FromBytes(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt128BigEndian(bytes);
}
