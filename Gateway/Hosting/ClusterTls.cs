using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;

namespace Manidala.Gateway.Hosting;

/// <summary>
/// TLS between silos, and between gateways and silos: both ends show a certificate, and whoever has one of the cluster's own authority belongs to it. Names and
/// addresses are not compared, since silos come and go under any.
/// </summary>
public static class ClusterTls
{
    private const string Section = "Cluster:Tls";
    private const string Allowed = "PEM files by Cluster:Tls:Certificate, Cluster:Tls:Key and Cluster:Tls:Authority, or none of the three";

    /// <summary>What turns it on; null where no certificate is configured.</summary>
    public static Action<TlsOptions>? Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        string?[] paths = [section["Certificate"], section["Key"], section["Authority"]];
        if (paths.All(string.IsNullOrEmpty))
        {
            return null;
        }

        if (paths.Any(string.IsNullOrEmpty))
        {
            throw new InvalidOperationException($"{Section} is not complete; allowed: {Allowed}.");
        }

        try
        {
            var own = X509Certificate2.CreateFromPemFile(paths[0]!, paths[1]);
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(paths[2]!);
            return options => Apply(options, own, authorities);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new InvalidOperationException($"{Section} cannot be read: {unreadable.Message}; allowed: {Allowed}.", unreadable);
        }
    }

    private static void Apply(TlsOptions options, X509Certificate2 own, X509Certificate2Collection authorities)
    {
        options.LocalCertificate = own;
        options.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.RemoteCertificateValidation = (certificate, chain, _) => IsOfCluster(certificate, chain, authorities);

        // Not compared with anything, and yet the handshake wants one.
        options.OnAuthenticateAsClient = (_, client) => client.TargetHost = "manidala";
    }

    private static bool IsOfCluster(X509Certificate2 certificate, X509Chain? shown, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        foreach (var element in shown?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(certificate);
    }
}
