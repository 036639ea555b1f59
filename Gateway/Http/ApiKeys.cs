using System.Security.Cryptography;
using System.Text;

namespace Manidala.Gateway.Http;

/// <summary>The keys that may call <c>/v1</c>, kept as hashes; with none, everyone may. Immutable.</summary>
internal sealed class ApiKeys
{
    public const string Header = "X-API-Key";

    private readonly byte[][] _hashes;

    /// <param name="list">Keys between commas, as <c>API_KEY</c> has them.</param>
    public ApiKeys(string? list)
    {
        _hashes = [.. (list ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(key => SHA256.HashData(Encoding.UTF8.GetBytes(key)))];
        if (_hashes.Length == 0 && !string.IsNullOrEmpty(list))
        {
            // Who sets it means to close the API: an open one would be the worst reading of a slip.
            throw new InvalidOperationException("API_KEY is set and holds no key; allowed: one key, or several between commas.");
        }
    }

    public bool Allows(HttpRequest request)
    {
        if (_hashes.Length == 0)
        {
            return true;
        }

        var values = request.Headers[Header];
        return values.Count == 1 && values[0] is { } key && IsKnown(key);
    }

    // Every hash is compared, and in constant time, so that the time taken says nothing of the keys.
    private bool IsKnown(string key)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        bool known = false;
        foreach (byte[] allowed in _hashes)
        {
            known |= CryptographicOperations.FixedTimeEquals(hash, allowed);
        }

        return known;
    }
}
