using Manidala.EndToEnd.Tests.Support;

namespace Manidala.Deploy.Tests.Support;

/// <summary>Builds kustomizations as <c>kubectl apply -k</c> does, with kubectl itself.</summary>
internal static class Kustomization
{
    /// <summary>The overlays of the repository.</summary>
    public static readonly string[] Overlays = ["single", "cpu", "cpu-keda", "gpu"];

    /// <summary>An overlay with TLS between its processes.</summary>
    public const string WithTls = "cpu+cluster-tls";

    /// <summary>What there is to test: the overlays, and one with the component that none of them has.</summary>
    public static TheoryData<string> All => [.. Overlays, WithTls];

    private static readonly Dictionary<string, Task<ManifestSet>> _built = [];

    // `./manidala test` puts one there on a machine without kubectl.
    private static string Kubectl => Path.Combine(Programs.Root, "artifacts", "kubectl", "kubectl") is var own && File.Exists(own) ? own : "kubectl";

    public static Task<ManifestSet> BuildAsync(string name)
    {
        lock (_built)
        {
            return _built.TryGetValue(name, out Task<ManifestSet>? built) ? built : _built[name] = BuildOnceAsync(name);
        }
    }

    private static async Task<ManifestSet> BuildOnceAsync(string name)
    {
        string[] parts = name.Split('+');
        if (parts.Length == 1)
        {
            return ManifestSet.Parse(await KustomizeAsync(Path.Combine("k8s", "overlays", name)));
        }

        // Kustomize takes folders of others by relative paths alone, so this one lies in the repository, where it is ignored.
        string folder = Path.Combine("artifacts", $"kustomization-{Environment.ProcessId}");
        Directory.CreateDirectory(Path.Combine(Programs.Root, folder));
        try
        {
            await File.WriteAllTextAsync(Path.Combine(Programs.Root, folder, "kustomization.yaml"), $"""
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                namespace: manidala
                resources: [../../k8s/overlays/{parts[0]}]
                components: [../../k8s/components/{parts[1]}]
                """);
            return ManifestSet.Parse(await KustomizeAsync(folder));
        }
        finally
        {
            Directory.Delete(Path.Combine(Programs.Root, folder), recursive: true);
        }
    }

    private static Task<string> KustomizeAsync(string folder) => ProgramRun.OutputOfAsync(Kubectl, ["kustomize", folder], Programs.Root);
}
