using System.Security.Cryptography;
using System.Text;

namespace Manidala.Gateway.Keys;

/// <summary>A key that is known, by its digest alone, and what it may do. Immutable.</summary>
internal sealed class ApiKey(byte[] digest, Roles roles)
{
    /// <summary>Longest key that is looked at, in UTF-16 units.</summary>
    public const int MaxLength = 256;

    public const int DigestBytes = SHA256.HashSizeInBytes;

    /// <summary>Whoever calls where no key is asked for.</summary>
    public static ApiKey Anonymous { get; } = new(new byte[DigestBytes], Roles.All);

    /// <summary>Tells it from others as long as it is valid, also after it was read again.</summary>
    public Guid Id { get; } = new(digest.AsSpan(0, 16));

    public ReadOnlySpan<byte> Digest => digest;

    public Roles Roles => roles;

    public bool May(Roles needed) => (roles & needed) == needed;

    /// <summary>Writes the digest of a key of at most <see cref="MaxLength"/> characters.</summary>
    public static void Hash(ReadOnlySpan<char> key, Span<byte> digest)
    {
        // SHA-256 without salt or rounds: our keys are 256 random bits, which nobody guesses, and each request pays for it.
        Span<byte> text = stackalloc byte[MaxLength * 3];
        int length = Encoding.UTF8.GetBytes(key, text);
        SHA256.HashData(text[..length], digest);
        CryptographicOperations.ZeroMemory(text);
    }
}
