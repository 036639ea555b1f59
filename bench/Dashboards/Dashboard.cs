namespace Manidala.Bench.Dashboards;

/// <summary>One dashboard, apart from how Grafana writes it down.</summary>
/// <param name="Name">Of its file, and of its address in Grafana.</param>
internal sealed record Dashboard(string Name, string Title, string Description, IReadOnlyList<PanelRow> Rows);

/// <summary>Panels beside each other, equally wide.</summary>
internal sealed record PanelRow(string Title, IReadOnlyList<Panel> Panels);
