using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Manidala.Training.Data;

/// <summary>
/// Ids for interactions that came without one: the same interaction always gets the same id, so that storing it twice adds nothing. The gateway derives
/// the same ids, so what was imported and is reported again stands once; the tests of both hold them to one example.
/// </summary>
internal static class InteractionIds
{
    private const int Bytes = 16;

    public static string Derive(string userId, string itemId, string type, long timestampMs)
    {
        Span<byte> time = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(time, timestampMs);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData([.. time, .. Encoding.UTF8.GetBytes($"{userId}\0{itemId}\0{type}")], digest);
        return Base64Url.EncodeToString(digest[..Bytes]);
    }
}
