using Manidala.Deploy.Tests.Crds;
using Manidala.EndToEnd.Tests.Support;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Manidala.Deploy.Tests.Observe;

/// <summary>The rules of the monitoring component, as Prometheus itself reads them: an operator's object has them under <c>spec</c>.</summary>
internal static class RuleFiles
{
    private static readonly string[] Names = ["recording.yaml", "alerts.yaml"];

    public static PrometheusRule.Rule[] All =>
    [
        .. Names.Select(name => Reader.Deserialize<PrometheusRule>(File.ReadAllText(PathOf(name))))
            .SelectMany(file => file.Spec.Groups).SelectMany(group => group.Rules),
    ];

    private static IDeserializer Reader => new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).IgnoreUnmatchedProperties().Build();

    /// <summary>Writes them into a folder and answers their paths.</summary>
    public static async Task<string[]> WriteAsync(string folder)
    {
        string[] paths = [.. Names.Select(name => Path.Combine(folder, name))];
        foreach ((string name, string path) in Names.Zip(paths))
        {
            string[] lines = await File.ReadAllLinesAsync(PathOf(name));
            await File.WriteAllLinesAsync(path, lines.SkipWhile(line => line != "spec:").Skip(1).Select(line => line.Length > 2 ? line[2..] : line));
        }

        return paths;
    }

    private static string PathOf(string name) => Path.Combine(Programs.Root, "k8s", "components", "monitoring", name);
}
