using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Manidala.Training.Data;

/// <summary>Ids for interactions that came without one: the same interaction always gets the same id, so that storing it twice adds nothing.</summary>
internal static class InteractionIds
{
    /// <summary>16 hexadecimal digits; ids need only differ within one user.</summary>
    public static string Derive(string userId, string itemId, string type, long timestampMs)
    {
        string identity = string.Create(CultureInfo.InvariantCulture, $"{userId}\n{itemId}\n{type}\n{timestampMs}");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(identity), hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash).ToString("x16", CultureInfo.InvariantCulture);
    }
}
