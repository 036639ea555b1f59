namespace Manidala.Deploy.Tests.Crds;

/// <summary>cert-manager, cert-manager.io/v1: a Certificate.</summary>
public sealed class ClusterCertificate : OperatorObject<ClusterCertificate.Body>
{
    public sealed class Body
    {
        public bool IsCA { get; set; }

        public string CommonName { get; set; } = "";

        public List<string> DnsNames { get; set; } = [];

        public string SecretName { get; set; } = "";

        public string Duration { get; set; } = "";

        public string RenewBefore { get; set; } = "";

        public List<string> Usages { get; set; } = [];

        public Key PrivateKey { get; set; } = new();

        public Issuer IssuerRef { get; set; } = new();
    }

    public sealed class Key
    {
        public string Algorithm { get; set; } = "";

        public int Size { get; set; }

        public string? RotationPolicy { get; set; }
    }

    public sealed class Issuer
    {
        public string Name { get; set; } = "";

        public string Kind { get; set; } = "";

        public string Group { get; set; } = "";
    }
}
