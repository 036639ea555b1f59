using System.Reflection;
using System.Text.RegularExpressions;
using Manidala.EndToEnd.Tests.Support;
using Manidala.Engine.Batching;
using Manidala.Engine.Feeds;
using Manidala.Engine.Model;
using Manidala.Engine.Retrieval;
using Manidala.Engine.Sessions;
using Manidala.Engine.Trending;
using Manidala.Gateway;
using Manidala.Gateway.Hosting;
using Manidala.Gateway.Keys;
using Manidala.Gateway.Rates;
using Manidala.Gateway.Telemetry;
using Manidala.Grains.Models;

namespace Manidala.Deploy.Tests.Support;

/// <summary>Which variables the programs read: properties of options, and names that stand in their sources.</summary>
internal static partial class SettingNames
{
    private static readonly Dictionary<string, Type[]> Sections = new()
    {
        ["Gateway"] = [typeof(GatewayOptions)],
        ["Cost"] = [typeof(CostOptions)],
        ["Keys"] = [typeof(KeyOptions)],
        ["Rates"] = [typeof(RateOptions)],
        ["Cluster"] = [typeof(ClusterClientOptions)],
        ["Models"] = [typeof(ModelHostingOptions), typeof(ModelFilesOptions), typeof(ModelGuardOptions)],
        ["Uploads"] = [typeof(ModelUploadOptions)],
        ["Encoder"] = [typeof(EncoderOptions)],
        ["Batching"] = [typeof(BatchingOptions)],
        ["Retrieval"] = [typeof(RetrievalOptions)],
        ["Sessions"] = [typeof(SessionOptions)],
        ["Feeds"] = [typeof(FeedOptions)],
        ["NewItems"] = [typeof(NewItemsOptions)],
        ["Trending"] = [typeof(TrendingOptions)],
    };

    // Read by Npgsql itself, and by the runtime.
    private static readonly HashSet<string> OfOthers = ["PGSSLROOTCERT", "DOTNET_EnableDiagnostics", "DOTNET_ROOT", "PATH"];

    private static readonly Lazy<HashSet<string>> InSources = new(ReadSources);

    public static bool IsKnown(string name)
    {
        string[] parts = name.Split("__");
        if (parts.Length == 1)
        {
            return OfOthers.Contains(name) || InSources.Value.Contains(name);
        }

        // Cluster:Tls has no class of options; its names stand in the source.
        return parts is ["Cluster", "Tls", _]
            ? InSources.Value.Contains(parts[2])
            : Sections.TryGetValue(parts[0], out Type[]? types) && Array.Exists(types, type => HasProperty(type, parts[1..]));
    }

    private static bool HasProperty(Type type, string[] path)
    {
        PropertyInfo? property = type.GetProperty(path[0]);
        return property?.SetMethod is not null
            && (path.Length == 1 || int.TryParse(path[1], out _) || HasProperty(property.PropertyType, path[1..]));
    }

    private static HashSet<string> ReadSources() =>
    [
        .. new[] { "Silo", "Gateway/Hosting", "Gateway/Keys", "Grains/Storage/Postgres" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Programs.Root, folder), "*.cs", SearchOption.AllDirectories))
            .SelectMany(file => Name().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value),
    ];

    [GeneratedRegex("""(?:\[|\(|, |= )"([A-Za-z_]+)"(?:\]|\)|,|;)""")]
    private static partial Regex Name();
}
