namespace Manidala.Bench.Drills;

/// <summary>The drills that there are, in the order of <c>drill all</c>.</summary>
internal static class DrillList
{
    public const string All = "all";

    private static readonly Func<IDrill>[] Drills =
    [
        () => new KillSiloDrill(), () => new KillGatewayDrill(), () => new KillOneProcessDrill(), () => new PostgresRestartDrill(), () => new RollingRestartDrill(),
        () => new RollingUpgradeDrill(), () => new ScaleDrill(), () => new PartitionDrill(), () => new ModelSiloDrill(), () => new ClockDrill(), () => new ModelsDrill(),
        () => new FullDiskDrill(), () => new FullDiskPostgresDrill(), () => new OverloadDrill(), () => new SoakDrill(),
    ];

    public static string Names => string.Join(", ", Make().Select(drill => drill.Name));

    /// <returns>New ones, each for one run; empty where there is none of this name.</returns>
    public static IReadOnlyList<IDrill> Find(string name) => [.. Make().Where(drill => name == All || drill.Name == name)];

    private static IEnumerable<IDrill> Make() => Drills.Select(make => make());
}
