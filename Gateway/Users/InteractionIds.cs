using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Manidala.Gateway.Users;

/// <summary>Ids of interactions that came without one.</summary>
internal static class InteractionIds
{
    private const int Bytes = 16;
    private const int StackLimit = 512;

    /// <summary>
    /// An id that follows from the request's own name and the place in it, so that the same request again is recorded once, also where the time of its arrival counts.
    /// </summary>
    public static string Derive(string userId, string itemId, string type, string key, long place) => Derive(userId, itemId, $"{type}\0{key}", place);

    /// <summary>An id that follows from what happened, so that a repeated report is recorded once.</summary>
    public static string Derive(string userId, string itemId, string type, long timestampMs)
    {
        // No field may contain a zero character, so one between them keeps ("ab", "c") apart from ("a", "bc").
        int most = sizeof(long) + Encoding.UTF8.GetMaxByteCount(userId.Length + itemId.Length + type.Length + 2);
        byte[]? rented = most > StackLimit ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> fields = rented ?? stackalloc byte[StackLimit];
        BinaryPrimitives.WriteInt64LittleEndian(fields, timestampMs);
        int length = sizeof(long);
        length += Encoding.UTF8.GetBytes(userId, fields[length..]);
        fields[length++] = 0;
        length += Encoding.UTF8.GetBytes(itemId, fields[length..]);
        fields[length++] = 0;
        length += Encoding.UTF8.GetBytes(type, fields[length..]);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(fields[..length], digest);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return Base64Url.EncodeToString(digest[..Bytes]);
    }
}
