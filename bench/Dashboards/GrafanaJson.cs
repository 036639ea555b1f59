using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Manidala.Bench.Dashboards;

/// <summary>Dashboards as Grafana reads them.</summary>
internal static class GrafanaJson
{
    private const int SchemaVersion = 39;
    private const string Tag = "manidala";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(Dashboard dashboard)
    {
        int id = 0;
        var root = new JsonObject
        {
            ["uid"] = $"manidala-{dashboard.Name}",
            ["title"] = $"Manidala: {dashboard.Title}",
            ["description"] = dashboard.Description,
            ["tags"] = new JsonArray(Tag),
            ["schemaVersion"] = SchemaVersion,
            ["version"] = 1,
            ["editable"] = true,
            ["graphTooltip"] = 1,
            ["refresh"] = "30s",
            ["time"] = new JsonObject { ["from"] = "now-3h", ["to"] = "now" },
            ["templating"] = new JsonObject { ["list"] = new JsonArray(DataSource(), Labels("namespace", "Namespace"), Labels("job", "Job", "namespace")) },
            ["links"] = new JsonArray(Links()),
            ["panels"] = new JsonArray([.. DashboardLayout.Place(dashboard).Select(placed => (JsonNode)Write(placed, ++id))]),
        };
        return root.ToJsonString(Indented) + "\n";
    }

    private static JsonObject DataSource() => new()
    {
        ["name"] = "datasource",
        ["label"] = "Data source",
        ["type"] = "datasource",
        ["query"] = "prometheus",
    };

    private static JsonObject Labels(string label, string title, string? within = null) => new()
    {
        ["name"] = label,
        ["label"] = title,
        ["type"] = "query",
        ["datasource"] = Source(),
        ["query"] = $"label_values(manidala_build_info{(within is null ? "" : $$"""{{{within}}=~"${{within}}"}""")}, {label})",
        ["refresh"] = 2,
        ["multi"] = true,
        ["includeAll"] = true,
        ["allValue"] = ".*",
        ["current"] = new JsonObject { ["text"] = "All", ["value"] = "$__all" },
    };

    private static JsonObject Links() => new()
    {
        ["title"] = "Manidala",
        ["type"] = "dashboards",
        ["tags"] = new JsonArray(Tag),
        ["includeVars"] = true,
        ["keepTime"] = true,
    };

    private static JsonObject Source() => new() { ["type"] = "prometheus", ["uid"] = "${datasource}" };

    private static JsonObject Write(DashboardLayout.Placed placed, int id)
    {
        var json = new JsonObject
        {
            ["id"] = id,
            ["type"] = placed.Panel is null ? "row" : placed.Panel.IsStat ? "stat" : "timeseries",
            ["title"] = placed.Title,
            ["gridPos"] = new JsonObject { ["x"] = placed.Left, ["y"] = placed.Top, ["w"] = placed.Width, ["h"] = placed.Height },
        };
        if (placed.Panel is { } panel)
        {
            json["description"] = panel.Description;
            json["datasource"] = Source();
            json["fieldConfig"] = new JsonObject { ["defaults"] = Field(panel), ["overrides"] = new JsonArray() };
            json["options"] = Options(panel);
            json["targets"] = new JsonArray([.. panel.Queries.Select((query, at) => (JsonNode)Target(query, at))]);
        }

        return json;
    }

    private static JsonObject Field(Panel panel)
    {
        var field = new JsonObject { ["unit"] = panel.Unit, ["thresholds"] = Thresholds(panel) };
        field["color"] = new JsonObject { ["mode"] = panel.IsStat ? "thresholds" : "palette-classic" };
        if (!panel.IsStat)
        {
            field["min"] = 0;
            field["custom"] = new JsonObject
            {
                ["lineWidth"] = 1,
                ["fillOpacity"] = panel.IsStacked ? 30 : 0,
                ["stacking"] = new JsonObject { ["mode"] = panel.IsStacked ? "normal" : "none" },
                ["thresholdsStyle"] = new JsonObject { ["mode"] = panel.Limit is null ? "off" : "dashed" },
            };
        }

        return field;
    }

    private static JsonObject Thresholds(Panel panel)
    {
        var steps = new JsonArray(new JsonObject { ["color"] = panel is { IsFloor: true, Limit: not null } ? "red" : "green", ["value"] = null });
        if (panel.Limit is { } limit)
        {
            steps.Add(new JsonObject { ["color"] = panel.IsFloor ? "green" : "red", ["value"] = limit });
        }

        return new JsonObject { ["mode"] = "absolute", ["steps"] = steps };
    }

    private static JsonObject Options(Panel panel) => panel.IsStat
        ? new JsonObject
        {
            ["reduceOptions"] = new JsonObject { ["calcs"] = new JsonArray("lastNotNull"), ["values"] = false },
            ["colorMode"] = "value",
            ["graphMode"] = "area",
        }
        : new JsonObject
        {
            ["legend"] = new JsonObject { ["displayMode"] = "list", ["placement"] = "bottom", ["showLegend"] = true },
            ["tooltip"] = new JsonObject { ["mode"] = "multi", ["sort"] = "desc" },
        };

    private static JsonObject Target(PanelQuery query, int at) => new()
    {
        ["refId"] = ((char)('A' + at)).ToString(),
        ["datasource"] = Source(),
        ["expr"] = query.Expression,
        ["legendFormat"] = query.Legend,
    };
}
