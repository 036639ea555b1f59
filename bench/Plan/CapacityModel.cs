namespace Manidala.Bench.Plan;

/// <summary>What a workload takes at its peak: operations a second times what one of them costs, and users and items times their bytes.</summary>
internal sealed class CapacityModel(Workload workload, OperationCosts costs)
{
    private const double GiB = 1L << 30;
    private const double BitsAByteInMega = 8e-6;

    private double Feeds => workload.FeedsPerSecond;

    private double Interactions => workload.InteractionsPerSecond;

    public double ActiveUsers => workload.DailyUsers * costs[CostTerm.ActiveShare];

    public double DataGiB => ((workload.InteractionsPerDay * workload.RetentionDays * costs[CostTerm.JournalRow])
        + (workload.DailyUsers * costs[CostTerm.KnownUsers] * costs[CostTerm.KnownUser])
        + (workload.Items * costs[CostTerm.ItemRow])) / GiB;

    public double GrowthGiBPerDay => workload.InteractionsPerDay * costs[CostTerm.JournalRow] / GiB;

    public double EgressMbitPerSecond =>
        ((Feeds * costs[CostTerm.FeedAnswer]) + (Interactions * costs[CostTerm.InteractionAnswer])) * BitsAByteInMega;

    public double SiloToGatewayMbitPerSecond =>
        ((Feeds * costs[CostTerm.FeedMessage]) + (Interactions * costs[CostTerm.InteractionMessage])) * BitsAByteInMega;

    /// <summary>Of the exact search and the approximate index, the faster for this many items.</summary>
    public Retrieval OnProcessor()
    {
        double exact = costs.Exact.At(workload.Items);
        double approximate = costs.Approximate.At(workload.Items);
        return exact <= approximate
            ? new Retrieval("exact search", exact, 0, costs.Exact.Origin.Basis == CostBasis.Target ? "exact search" : null)
            : new Retrieval("approximate index", approximate, 0, costs.Approximate.Origin.Basis == CostBasis.Target ? "approximate index" : null);
    }

    public Retrieval On(GpuCosts gpu) => new($"GPU {gpu.Name}", 0, gpu.Pass.At(workload.Items), gpu.IsTarget ? $"retrieval and steps on the GPU {gpu.Name}" : null);

    public RoleNeed Process(Retrieval retrieval) =>
        new(Role.Process, GatewayCores + SiloCores(retrieval), SiloBytes, ActiveBytes + (ActiveUsers * costs[CostTerm.DatabaseActiveUser]));

    /// <summary>Which silo holds a user is not known to who calls, so every call is taken to cross.</summary>
    public RoleNeed CohostedSilo(Retrieval retrieval) =>
        new(Role.Silo, GatewayCores + SiloCores(retrieval) + (2 * CrossingCores), SiloBytes, ActiveBytes);

    public RoleNeed Gateway() => new(Role.Gateway, GatewayCores + CrossingCores, costs[CostTerm.GatewayMemory]);

    public RoleNeed Silo(Retrieval retrieval) => new(Role.Silo, SiloCores(retrieval) + CrossingCores, SiloBytes, ActiveBytes);

    public RoleNeed SiloOfModelSilos(Retrieval retrieval) => Silo(retrieval) with { Cores = SiloCores(retrieval) + CrossingCores + ModelCallCores };

    public RoleNeed ModelSilo(GpuCosts gpu) => new(Role.ModelSilo, ModelCallCores, SiloBytes)
    {
        Gpus = (Feeds * gpu.Pass.At(workload.Items) / gpu.QueriesAPass.Value) + (Interactions * gpu.Step.Value),
    };

    public RoleNeed Database() => new(
        Role.Database,
        Interactions * (costs[CostTerm.InteractionDatabase] + (costs[CostTerm.SnapshotsPerInteraction] * costs[CostTerm.SnapshotDatabase])),
        costs[CostTerm.DatabaseMemory],
        ActiveUsers * costs[CostTerm.DatabaseActiveUser]);

    /// <summary>The embedded database has one writer, which more cores do not help.</summary>
    public bool EmbeddedDatabaseIsEnough => Interactions <= costs[CostTerm.EmbeddedInteractions] * (1 - workload.Spare);

    private double GatewayCores => (Feeds * costs[CostTerm.FeedGateway]) + (Interactions * costs[CostTerm.InteractionGateway]);

    private double CrossingCores => (Feeds + Interactions) * costs[CostTerm.Crossing];

    private double ModelCallCores => (Feeds + Interactions) * costs[CostTerm.ModelCall];

    private double SiloBytes => costs[CostTerm.ProcessMemory] + (workload.Items * costs[CostTerm.ItemMemory]);

    private double ActiveBytes => ActiveUsers * costs[CostTerm.ActiveUser];

    private double SiloCores(Retrieval retrieval) =>
        (Feeds * (costs[CostTerm.FeedSilo] + retrieval.Seconds)) + (Interactions * costs[CostTerm.InteractionSilo]);
}
