using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.Deploy.Tests.Observe;

/// <summary>A dashboard by the fields that ours have; any other fails.</summary>
internal sealed record GrafanaDashboard(
    string Uid,
    string Title,
    string Description,
    string[] Tags,
    int SchemaVersion,
    int Version,
    bool Editable,
    int GraphTooltip,
    string Refresh,
    GrafanaDashboard.Span Time,
    GrafanaDashboard.Variables Templating,
    GrafanaDashboard.Link[] Links,
    GrafanaDashboard.Panel[] Panels)
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    public static string[] Files => Directory.GetFiles(Path.Combine(Programs.Root, "k8s", "components", "monitoring", "dashboards"), "*.json");

    public static TheoryData<string> Names => [.. Files.Select(Path.GetFileNameWithoutExtension).OfType<string>().Order(StringComparer.Ordinal)];

    public static GrafanaDashboard Read(string name) =>
        JsonSerializer.Deserialize<GrafanaDashboard>(File.ReadAllText(Files.Single(file => Path.GetFileNameWithoutExtension(file) == name)), Strict)!;

    public sealed record Span(string From, string To);

    public sealed record Variables(Variable[] List);

    public sealed record Variable(
        string Name, string Label, string Type, string Query, Source? Datasource, int? Refresh, bool? Multi, bool? IncludeAll, string? AllValue, JsonObject? Current);

    public sealed record Link(string Title, string Type, string[] Tags, bool IncludeVars, bool KeepTime);

    public sealed record Panel(
        int Id, string Type, string Title, Place GridPos, string? Description, Source? Datasource, Fields? FieldConfig, JsonObject? Options, Target[]? Targets);

    public sealed record Place(int X, int Y, int W, int H);

    public sealed record Source(string Type, string Uid);

    public sealed record Fields(Field Defaults, JsonArray Overrides);

    public sealed record Field(string Unit, Bounds Thresholds, JsonObject Color, double? Min, JsonObject? Custom);

    public sealed record Bounds(string Mode, Step[] Steps);

    public sealed record Step(string Color, double? Value);

    public sealed record Target(string RefId, Source Datasource, string Expr, string LegendFormat);
}
