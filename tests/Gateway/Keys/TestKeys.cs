using System.Security.Cryptography;
using System.Text;

namespace Manidala.Gateway.Tests.Keys;

/// <summary>Lines of keys, made without the code under test.</summary>
internal static class TestKeys
{
    public static string Line(string roles, string key) => $"{roles} sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}";
}
