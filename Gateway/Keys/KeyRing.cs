using System.Security.Cryptography;

namespace Manidala.Gateway.Keys;

/// <summary>All keys that are valid at a moment. Immutable; swapped whole.</summary>
internal sealed class KeyRing
{
    private readonly ApiKey[] _keys;

    /// <param name="keys">One that is there twice, as while it moves from one file to another, has the roles of both.</param>
    public KeyRing(IEnumerable<ApiKey> keys) => _keys =
    [
        .. keys.GroupBy(key => Convert.ToHexString(key.Digest))
            .Select(same => new ApiKey(same.First().Digest.ToArray(), same.Aggregate(Roles.None, (roles, key) => roles | key.Roles))),
    ];

    public int Count => _keys.Length;

    /// <summary>The key of this text, or null.</summary>
    public ApiKey? Find(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > ApiKey.MaxLength)
        {
            return null;
        }

        Span<byte> digest = stackalloc byte[ApiKey.DigestBytes];
        ApiKey.Hash(text, digest);

        // Every key is compared, and in constant time, so that the time taken says nothing of the keys.
        ApiKey? found = null;
        foreach (var key in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(digest, key.Digest))
            {
                found = key;
            }
        }

        return found;
    }

    public bool IsSameAs(KeyRing other) =>
        _keys.Length == other._keys.Length
        && _keys.Zip(other._keys).All(pair => pair.First.Roles == pair.Second.Roles && pair.First.Digest.SequenceEqual(pair.Second.Digest));
}
