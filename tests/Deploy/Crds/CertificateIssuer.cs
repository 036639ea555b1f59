namespace Manidala.Deploy.Tests.Crds;

/// <summary>cert-manager, cert-manager.io/v1: an Issuer.</summary>
public sealed class CertificateIssuer : OperatorObject<CertificateIssuer.Body>
{
    public sealed class Body
    {
        public Dictionary<string, string>? SelfSigned { get; set; }

        public Authority? Ca { get; set; }
    }

    public sealed class Authority
    {
        public string SecretName { get; set; } = "";
    }
}
