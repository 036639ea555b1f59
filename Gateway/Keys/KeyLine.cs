namespace Manidala.Gateway.Keys;

/// <summary>A key as configuration and files have it: roles and digest, never the key. A # begins a note.</summary>
internal static class KeyLine
{
    private const string DigestMark = "sha256:";
    private const string Allowed = "ROLES sha256:DIGEST, as `./manidala key new` prints it, with roles out of " + RoleNames.Allowed + " between commas and 64 hexadecimal digits";

    public static string Format(ApiKey key) => $"{RoleNames.Text(key.Roles)} {DigestMark}{Convert.ToHexStringLower(key.Digest)}";

    /// <summary>The key of a line; null for one that is empty or a note.</summary>
    /// <param name="where">Names the line in a failure; what stands there is never repeated, since it may be a key.</param>
    public static ApiKey? Parse(string line, string where)
    {
        int note = line.IndexOf('#', StringComparison.Ordinal);
        string[] words = (note < 0 ? line : line[..note]).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return null;
        }

        if (words.Length != 2)
        {
            throw new KeySettingException($"{where} has {words.Length} words", Allowed);
        }

        var roles = RoleNames.Parse(words[0]) ?? throw new KeySettingException($"{where} begins with roles of which one is unknown", Allowed);
        return new(ParseDigest(words[1]) ?? throw new KeySettingException($"{where} has no digest of a key as its second word", Allowed), roles);
    }

    private static byte[]? ParseDigest(string text)
    {
        byte[] digest = new byte[ApiKey.DigestBytes];
        return text.StartsWith(DigestMark, StringComparison.Ordinal)
            && Convert.FromHexString(text.AsSpan(DigestMark.Length), digest, out int read, out int written) == System.Buffers.OperationStatus.Done
            && read == text.Length - DigestMark.Length && written == digest.Length
            ? digest
            : null;
    }
}
