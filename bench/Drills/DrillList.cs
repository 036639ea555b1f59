namespace Manidala.Bench.Drills;

/// <summary>The drills that there are, in the order of <c>drill all</c>.</summary>
internal static class DrillList
{
    public const string All = "all";

    private static readonly IDrill[] Drills = 
    [
        new KillSiloDrill(), new KillGatewayDrill(), new KillOneProcessDrill(), new PostgresRestartDrill(), new RollingRestartDrill(), new ScaleDrill(),
        new PartitionDrill(), new ModelSiloDrill(), new ClockDrill(),
        new ModelsDrill(), new FullDiskDrill(), new FullDiskPostgresDrill(), new OverloadDrill(),
    ];

    public static string Names => string.Join(", ", Drills.Select(drill => drill.Name));

    /// <returns>Empty where there is none of this name.</returns>
    public static IReadOnlyList<IDrill> Find(string name) => name == All ? Drills : [.. Drills.Where(drill => drill.Name == name)];
}
