using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Manidala.EndToEnd.Tests.Support;

/// <summary>An authority made for one test, and what it signs, as PEM files of a folder.</summary>
internal sealed class TestCertificates : IDisposable
{
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _folder;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;

    public TestCertificates(string folder)
    {
        _folder = folder;
        var request = new CertificateRequest("CN=manidala test authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _authority = request.CreateSelfSigned(From, To);
        File.WriteAllText(AuthorityPath, _authority.ExportCertificatePem());
    }

    private string AuthorityPath => Path.Combine(_folder, "authority.pem");

    /// <summary>Signs a certificate of this name, and answers the settings that lead a process to it.</summary>
    public Dictionary<string, string> Settings(string name)
    {
        Issue(name).Dispose();
        return new()
        {
            ["Cluster__Tls__Certificate"] = CertificatePath(name),
            ["Cluster__Tls__Key"] = KeyPath(name),
            ["Cluster__Tls__Authority"] = AuthorityPath,
        };
    }

    /// <summary>A certificate with its key, which are files, too.</summary>
    public X509Certificate2 Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        using X509Certificate2 signed = request.Create(_authority, From, To, RandomNumberGenerator.GetBytes(16));
        File.WriteAllText(CertificatePath(name), signed.ExportCertificatePem());
        File.WriteAllText(KeyPath(name), key.ExportPkcs8PrivateKeyPem());
        return signed.CopyWithPrivateKey(key);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _key.Dispose();
    }

    private string CertificatePath(string name) => Path.Combine(_folder, $"{name}.pem");

    private string KeyPath(string name) => Path.Combine(_folder, $"{name}.key");
}
