namespace Manidala.Grains.Interfaces;

/// <summary>
/// The key of a user's grain. Orleans' ADO.NET storage reads a key that looks like a hexadecimal number or a GUID as one, so that "AB" and "00ab"
/// would share a row; behind a prefix that is neither, every id is its own.
/// </summary>
public static class UserKeys
{
    private const string Prefix = "u:";

    public static string ToKey(string userId) => Prefix + userId;

    public static string ToUserId(string key) => key.StartsWith(Prefix, StringComparison.Ordinal)
        ? key[Prefix.Length..]
        : throw new ArgumentException($"\"{key}\" is not the key of a user's grain.", nameof(key));
}
