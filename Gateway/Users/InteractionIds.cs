using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Manidala.Gateway.Users;

/// <summary>Ids of interactions that came without one.</summary>
internal static class InteractionIds
{
    private const int Bytes = 16;

    /// <summary>An id that follows from what happened, so that a repeated report is recorded once.</summary>
    public static string Derive(string userId, string itemId, string type, long timestampMs)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> time = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(time, timestampMs);
        hash.AppendData(time);

        // No field may contain a zero character, so one between them keeps ("ab", "c") apart from ("a", "bc").
        hash.AppendData(Encoding.UTF8.GetBytes($"{userId}\0{itemId}\0{type}"));
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return Base64Url.EncodeToString(digest[..Bytes]);
    }
}
