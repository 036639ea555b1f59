using Manidala.EndToEnd.Tests.Support;

namespace Manidala.EndToEnd.Tests.Processes;

/// <summary>
/// The drills in a small way, two at a time. Asserted is what does not depend on the machine's speed: that nothing acknowledged is lost, doubled or out of order, that
/// no feed is stale without saying so, and how refusals are said. How long things take is for the full ones; so are <c>scale</c> and <c>rolling-restart</c>, which are
/// <c>rolling-upgrade</c> with other numbers, and <c>overload</c>, which is all about times.
/// </summary>
public sealed class DrillTests(SmallDrills drills) : IClassFixture<SmallDrills>
{
    // Those that take longest first.
    private static readonly Dictionary<string, string[]> All = new()
    {
        ["partition"] = ["--silos", "2", "--gateways", "1", "--every", "8"],
        ["rolling-upgrade"] = ["--silos", "1", "--gateways", "1", "--every", "2"],
        ["soak"] = ["--silos", "1", "--gateways", "1", "--duration", "10"],
        ["clocks"] = ["--silos", "2", "--gateways", "1", "--every", "2"],
        ["model-silo"] = ["--silos", "1", "--gateways", "1", "--every", "3"],
        ["full-disk-postgres"] = ["--rate", "100", "--silos", "1", "--gateways", "1", "--every", "2"],
        ["models"] = ["--every", "1"],
        ["full-disk"] = ["--rate", "100", "--every", "2"],
        ["kill-silo"] = ["--silos", "2", "--gateways", "1", "--duration", "12", "--every", "12"],
        ["postgres-restart"] = ["--silos", "1", "--gateways", "1", "--every", "3", "--duration", "18"],
        ["kill-gateway"] = ["--silos", "1", "--gateways", "2", "--duration", "6", "--every", "6"],
        ["kill-one-process"] = ["--rounds", "2"],
    };

    [Fact]
    public async Task KillSilo_UnderLoad_LosesNothingAndServesMarkedFeedsMeanwhile()
    {
        SmallDrill drill = await RunAsync("kill-silo");

        drill.ExpectTruthAnd("attempts without an answer", "healthy silos declared dead");
        Assert.True(drill.Figure("feeds marked as a fallback") > 0);
    }

    [Fact]
    public async Task KillGateway_UnderLoad_LosesNothing() => (await RunAsync("kill-gateway")).ExpectTruthAnd("healthy silos declared dead");

    [Fact]
    public async Task KillOneProcess_WhileItWrites_LosesNothing() => (await RunAsync("kill-one-process")).ExpectTruthAnd("faults that the doctor finds");

    [Fact]
    public async Task PostgresRestart_UnderLoad_AcknowledgesNothingMeanwhileAndRecovers() =>
        (await RunAsync("postgres-restart")).ExpectTruthAnd("acknowledgements while PostgreSQL was away", "healthy silos declared dead");

    [Fact]
    public async Task RollingUpgrade_OfThisBuildByItself_LosesNothing() => (await RunAsync("rolling-upgrade")).ExpectTruthAnd("healthy silos declared dead");

    [Fact]
    public async Task Partition_OfASilo_LosesNothing() => (await RunAsync("partition")).ExpectTruthAnd("healthy silos declared dead");

    [Fact]
    public async Task ModelSilo_KilledAndHanging_LosesNothing() => (await RunAsync("model-silo")).ExpectTruthAnd("healthy silos declared dead");

    [Fact]
    public async Task Clocks_HoursApart_LoseNothingAndTakeNoImpossibleTimes() =>
        (await RunAsync("clocks")).ExpectTruthAnd(
            "interactions of 2100 and of before 1970 accepted", "feeds, not marked, that lack an interaction of another time", "healthy silos declared dead");

    [Fact]
    public async Task Models_Unfit_AreRefusedOrTakenBackWithTheirReason() =>
        (await RunAsync("models")).ExpectTruthAnd(
            "unfit models accepted that a check can know",
            "unfit models without their reason on /metrics",
            "unfit models without their reason in the log",
            "models taken back without their reason in the list",
            "unfit models that serve in the end");

    [Fact]
    public async Task FullDisk_OfOneProcess_IsSaidAndLosesNothing() =>
        (await RunAsync("full-disk")).ExpectTruthAnd(
            "not ready while the disk is full, with a word on why", "a start on a read-only folder ends with a word on it", "faults that the doctor finds");

    [Fact]
    public async Task FullDisk_OfPostgres_IsSaidAndLosesNothing() =>
        (await RunAsync("full-disk-postgres")).ExpectTruthAnd(
            "not ready while the disk is full, with a word on why", "indexes of the journal that are damaged after a restart", "healthy silos declared dead");

    [Fact]
    public async Task Soak_ForAFewSeconds_LosesNothingAndIdleUsersLeaveTheMemory() =>
        (await RunAsync("soak")).ExpectTruthAnd("users left in memory of those at the end of the load", "healthy silos declared dead");

    [Fact]
    public async Task Drill_UnknownName_SaysWhichThereAre()
    {
        ScriptResult result = await Script.RunAsync("drill", "earthquake");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("kill-silo", result.Errors, StringComparison.Ordinal);
    }

    private Task<SmallDrill> RunAsync(string name) => drills.RunAsync(name, All);
}
