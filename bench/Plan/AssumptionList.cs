using System.Globalization;

namespace Manidala.Bench.Plan;

/// <summary>What the plans rest on.</summary>
internal static class AssumptionList
{
    /// <summary>What the model leaves out or takes for given.</summary>
    public static IReadOnlyList<string> OfTheModel { get; } =
    [
        "The latency's bound is held to p99 of feeds, by an estimate; an interaction waits for its commit as well.",
        "A core of the list does as much as one of the machine that was measured, and cores add up: twice as many do twice as much.",
        "Users, and with them load and memory, spread evenly over silos.",
        "PostgreSQL runs on one machine of the list; a standby and backups are not counted.",
        "Costs are those of the journal after its retention; in the first months disks are smaller.",
        "TLS, load balancers, monitoring, training and people are not counted.",
        "Only gateways, silos and model silos may be spot: a silo that is taken back loses nothing, because its sessions are folded anew from the journal.",
    ];

    public static IReadOnlyList<Assumption> Of(OperationCosts costs) =>
    [
        .. CostTerm.All.Select(term => Of(term.Name, term.Meaning, costs.Numbers[term], term.Unit)),
        Of("exactSearch", "processor time of an exact search", costs.Exact),
        Of("approximateSearch", "processor time of a search in an approximate index", costs.Approximate),
        .. costs.Gpus.SelectMany(OfGpu),
    ];

    private static Assumption[] OfGpu(GpuCosts gpu) =>
    [
        Of($"gpus.{gpu.Name}.pass", "a pass over the items on the GPU", gpu.Pass),
        Of($"gpus.{gpu.Name}.queriesAPass", "queries that a pass answers", gpu.QueriesAPass, CostTerm.Share),
        Of($"gpus.{gpu.Name}.step", "a step of the encoder on the GPU, in a batch", gpu.Step, CostTerm.Seconds),
        Of($"gpus.{gpu.Name}.memory", "memory of the GPU", gpu.Memory, CostTerm.Bytes),
        Of($"gpus.{gpu.Name}.itemMemory", "an item there", gpu.ItemMemory, CostTerm.Bytes),
    ];

    private static Assumption Of(string name, string meaning, CostNumber number, string unit) =>
        new(name, meaning, number.Value, Points: null, unit, Show(number.Value, unit), number.Origin);

    private static Assumption Of(string name, string meaning, CostCurve curve) => new(
        name,
        meaning,
        Value: null,
        curve.Points,
        CostTerm.Seconds,
        string.Join(", ", curve.Points.Select(point => Text($"{Show(point.Seconds, CostTerm.Seconds)} at {point.Items:N0} items"))),
        curve.Origin);

    private static string Show(double value, string unit) => unit switch
    {
        CostTerm.Seconds when value < 1e-3 => Text($"{value * 1e6:0.##} us"),
        CostTerm.Seconds => Text($"{value * 1e3:0.##} ms"),
        CostTerm.Bytes when value >= 1 << 30 => Text($"{value / (1 << 30):0.##} GiB"),
        CostTerm.Bytes when value >= 1 << 20 => Text($"{value / (1 << 20):0.##} MiB"),
        CostTerm.Bytes => Text($"{value:N0} B"),
        CostTerm.Rate => Text($"{value:N0}/s"),
        _ => Text($"{value:0.###}"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
