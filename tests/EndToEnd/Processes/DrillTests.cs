using System.Text.Json;
using Manidala.EndToEnd.Tests.Support;
using Manidala.Tests.Support;

namespace Manidala.EndToEnd.Tests.Processes;

/// <summary>The drills in a small way: what has to be true at any speed. How long things take is for the full ones.</summary>
public sealed class DrillTests(SampleFolder sample)
{
    private static readonly string[] Truths =
    [
        "acknowledged interactions lost", "interactions doubled", "interactions that nobody sent", "interactions out of their user's order",
        "feeds, not marked, without an acknowledged interaction", "answers that are an error of the server's", "operations given up after a minute",
    ];

    [Fact]
    public async Task KillSilo_UnderLoad_LosesNothingAndServesMarkedFeedsMeanwhile()
    {
        JsonElement drill = await RunAsync("kill-silo", "--silos", "2", "--gateways", "1", "--duration", "12", "--every", "12");

        ExpectHold(drill, [.. Truths, "attempts without an answer", "healthy silos declared dead"]);
        Assert.True(Figure(drill, "feeds marked as a fallback") > 0);
    }

    [Fact]
    public async Task KillGateway_UnderLoad_LosesNothing() =>
        ExpectHold(await RunAsync("kill-gateway", "--silos", "1", "--gateways", "2", "--duration", "6", "--every", "6"), [.. Truths, "healthy silos declared dead"]);

    [Fact]
    public async Task KillOneProcess_WhileItWrites_LosesNothing() =>
        ExpectHold(await RunAsync("kill-one-process", "--rounds", "2"), [.. Truths, "faults that the doctor finds"]);

    [Fact]
    public async Task PostgresRestart_UnderLoad_AcknowledgesNothingMeanwhileAndRecovers()
    {
        JsonElement drill = await RunAsync("postgres-restart", "--silos", "1", "--gateways", "1", "--every", "3", "--duration", "18");

        ExpectHold(drill, [.. Truths, "acknowledgements while PostgreSQL was away", "silos that ended or were declared dead"]);
    }

    [Fact]
    public async Task RollingRestart_UnderLoad_RefusesNothing() =>
        ExpectHold(
            await RunAsync("rolling-restart", "--silos", "2", "--gateways", "1", "--every", "2", "--duration", "16"),
            [.. Truths, "attempts refused or without an answer", "healthy silos declared dead"]);

    [Fact]
    public async Task Drill_UnknownName_SaysWhichThereAre()
    {
        ScriptResult result = await Script.RunAsync("drill", "earthquake");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("kill-silo", result.Errors, StringComparison.Ordinal);
    }

    private async Task<JsonElement> RunAsync(string name, params string[] words)
    {
        Assert.SkipWhen(name != "kill-one-process" && PostgresServer.FindBinaries() is null, "No PostgreSQL: /usr/lib/postgresql/*/bin has none.");
        string bundles = sample.NewFolder();
        await ManidalaProcess.RunAsync(Programs.Training, ["publish", "--to", bundles, "--data", await sample.CopyAsync()]);
        await using ManidalaProcess process = ManidalaProcess.Start(
            Programs.Bench,
            [
                "drill", name, "--json", "--bundle", Path.Combine(bundles, "current"), "--items", "600", "--users", "60", "--rate", "30", "--warm-up", "2",
                "--seed", "1", "--ports", FreePorts.Text(), .. words,
            ]);
        await process.ExitAsync(TimeSpan.FromMinutes(4));

        // 3: a bound does not hold, and which one is for each test to say.
        Assert.True(process.ExitCode is 0 or 3, $"{process.ExitCode}: {process.Errors}");
        return JsonDocument.Parse(process.Output).RootElement.GetProperty("drills")[0];
    }

    private static void ExpectHold(JsonElement drill, IEnumerable<string> names)
    {
        JsonElement[] bounds = [.. drill.GetProperty("bounds").EnumerateArray()];
        Assert.All(names, name => Assert.True(bounds.Single(bound => bound.GetProperty("name").GetString() == name).GetProperty("holds").GetBoolean(), $"{name}: {drill}"));
    }

    private static double Figure(JsonElement drill, string name) => drill.GetProperty("figures").GetProperty(name).GetDouble();
}
