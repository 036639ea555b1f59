using System.Collections;
using System.Reflection;
using Manidala.Engine.Batching;
using Manidala.Engine.Feeds;
using Manidala.Engine.Model;
using Manidala.Engine.Retrieval;
using Manidala.Engine.Trending;
using Manidala.Gateway;
using Manidala.Gateway.Gorse;
using Manidala.Gateway.Hosting;
using Manidala.Gateway.Keys;
using Manidala.Gateway.Rates;
using Manidala.Gateway.Telemetry;
using Manidala.Grains.Models;
using SessionOptions = Manidala.Engine.Sessions.SessionOptions;

namespace Manidala.Silo.Settings;

/// <summary>Every setting that silos and gateways read: what the doctor knows, and what docs/configuration.md is made of.</summary>
internal static class SettingCatalog
{
    public static IReadOnlyList<SettingSection> Sections { get; } =
    [
        new(GatewayOptions.Section, typeof(GatewayOptions)),
        new(KeyOptions.Section, typeof(KeyOptions)),
        new(RateOptions.Section, typeof(RateOptions)),
        new(GorseOptions.Section, typeof(GorseOptions)),
        new(CostOptions.Section, typeof(CostOptions)),
        new(ClusterClientOptions.Section, typeof(ClusterClientOptions)),
        new("Sessions", typeof(SessionOptions)),
        new("Feeds", typeof(FeedOptions)),
        new("NewItems", typeof(NewItemsOptions)),
        new("Trending", typeof(TrendingOptions)),
        new("Batching", typeof(BatchingOptions)),
        new("Encoder", typeof(EncoderOptions)),
        new("Retrieval", typeof(RetrievalOptions)),
        new("Models", typeof(ModelHostingOptions)),
        new("Models", typeof(ModelFilesOptions)),
        new("Models", typeof(ModelGuardOptions)),
        new("Uploads", typeof(ModelUploadOptions)),
    ];

    public static IReadOnlyList<PlainSetting> Plain { get; } =
    [
        new("PORT", "0 to 65535; 0 for any free one", "8080", "Where HTTP listens; alone it listens on all addresses, which takes keys."),
        new("HOST", "an IP address, localhost, or * for all", "this machine only, where PORT is not set", "On which address HTTP listens."),
        new("DATABASE_URL", "postgres://user:password@host:port/database, or an Npgsql connection string", "", "PostgreSQL instead of the embedded SQLite."),
        new("PGHOST", "a name or an address", "", "PostgreSQL's host, where DATABASE_URL is not set."),
        new("PGPORT", "1 to 65535", "5432", "PostgreSQL's port."),
        new("PGUSER", "text", "", "PostgreSQL's role."),
        new("PGPASSWORD", "text", "", "The role's password."),
        new("PGDATABASE", "text", "the role's name", "PostgreSQL's database."),
        new("PGSSLMODE", "disable, allow, prefer, require, verify-ca, verify-full", "prefer", "Whether the connection to PostgreSQL is encrypted and its certificate looked at."),
        new("PGSSLROOTCERT", "a file", "", "The authority of PostgreSQL's certificate; Npgsql reads it."),
        new("JOURNAL_PARTITIONS", "day, week, month", "month", "How much time a partition of PostgreSQL's journal holds."),
        new("API_KEY", "keys between commas", "", "Keys for X-API-Key that may do everything."),
        new("MODEL_PATH", "a bundle's folder", "", "Served instead of the registry's active model; the same as Models:FixedBundle."),
        new("LOG_LEVEL", "trace, debug, info, warning, error, critical, none", "info", "How much is logged."),
        new("LOG_FORMAT", "text, json", "text", "How logs are written: for people, or one JSON object a line for what collects them."),
        new("OTEL_EXPORTER_OTLP_ENDPOINT", "a URL", "", "Where traces go, by OTLP; without it none are made."),
        new("OTEL_TRACES_SAMPLER", "as OpenTelemetry defines it", "parentbased_traceidratio", "Which requests are traced; OTEL_TRACES_SAMPLER_ARG goes with it."),
        new("OTEL_TRACES_SAMPLER_ARG", "0 to 1", "0.01", "The share of requests that are traced."),
        new("OTEL_SERVICE_NAME", "text", "manidala", "The name of the process in traces and metrics."),
        new("SILO_PORT", "0 to 65535", "11111; any free one for one process alone", "Where other silos reach this one."),
        new("SILO_GATEWAY_PORT", "0 to 65535; 0 for none", "30000; none for one process alone", "Where gateways reach this silo."),
        new("SILO_GATEWAY", "an IP address and a port", "127.0.0.1:30000", "For a gateway process without PostgreSQL: the silo's address."),
        new("POD_IP", "an IP address", "127.0.0.1", "Under which address others reach this silo; also as Cluster:AdvertisedAddress."),
        new("POD_NAME", "at most 150 characters", "made up", "What the list of silos calls this one."),
        new("Cluster:AdvertisedAddress", "an IP address", "127.0.0.1", "The same as POD_IP, which goes before it."),
        new("Cluster:Tls:Certificate", "a PEM file", "", "The certificate that silos and gateways show each other; the three of Cluster:Tls go together."),
        new("Cluster:Tls:Key", "a PEM file", "", "The certificate's key."),
        new("Cluster:Tls:Authority", "a PEM file", "", "The authority whose certificates are let in."),
        new("Data", "a folder", "data", "The folder of the embedded database and of downloaded models; also --data."),
        new("Role", "all, silo, model", "all", "What the process does: everything; users without HTTP; the encoder for other silos. Also --role."),
    ];

    /// <summary>Every name, with colons between the parts; a list's or a dictionary's entries are below its name.</summary>
    public static IReadOnlyList<SettingName> Names { get; } =
    [
        .. Plain.Select(setting => new SettingName(setting.Name, HasEntries: false)),
        .. Sections.SelectMany(section => Properties(section.Options).Select(one => new SettingName($"{section.Name}:{one.Name}", one.HasEntries))),
    ];

    /// <summary>What of a class of options can be set, by path; the properties of a property that is a class of our own stand for it.</summary>
    private static IEnumerable<(string Name, bool HasEntries)> Properties(Type options) =>
        options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null).SelectMany(property =>
            IsOurs(property.PropertyType)
                ? Properties(property.PropertyType).Select(inner => ($"{property.Name}:{inner.Name}", inner.HasEntries))
                : [(property.Name, IsMany(property.PropertyType))]);

    private static bool IsMany(Type type) => type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type);

    private static bool IsOurs(Type type) => type.IsClass && type.Namespace?.StartsWith("Manidala", StringComparison.Ordinal) == true;
}
