using System.Globalization;
using System.Text.Json;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.EndToEnd.Tests.Processes;

/// <summary>Drills in a small way, as processes: what has to be true at any speed. How long things take is for the full ones.</summary>
public sealed class SmallDrills(SampleFolder sample) : IAsyncLifetime
{
    // A drill takes the free ones from its first on, and two that run at once must not take the same.
    private const int PortsEach = 150;

    // They wait for most of their time: for a silo to be declared dead, for a disk to be noticed. Two fill the cores of a small machine.
    private readonly SemaphoreSlim _lanes = new(2);
    private readonly Dictionary<string, Task<Outcome>> _runs = [];
    private int _nextPort = FreePorts.Next();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Runs one of them, and begins with another one that will be asked for.</summary>
    /// <returns>Its result; skips the test where the machine lacks what the drill needs.</returns>
    public async Task<SmallDrill> RunAsync(string name, IReadOnlyDictionary<string, string[]> all)
    {
        Task<Outcome> run = Begin(name, all);
        if (all.Keys.FirstOrDefault(other => !_runs.ContainsKey(other)) is { } next)
        {
            _ = Begin(next, all);
        }

        Outcome outcome = await run;
        Assert.SkipWhen(outcome.ExitCode == 4, outcome.Errors.Split('\n').FirstOrDefault(line => line.StartsWith("manidala: ", StringComparison.Ordinal)) ?? outcome.Errors);

        // 3: a bound does not hold, and which one is for each test to say.
        Assert.True(outcome.ExitCode is 0 or 3, $"{outcome.ExitCode}: {outcome.Errors}");
        return new SmallDrill(JsonDocument.Parse(outcome.Output).RootElement.GetProperty("drills")[0]);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_runs.Values);
        _lanes.Dispose();
    }

    private Task<Outcome> Begin(string name, IReadOnlyDictionary<string, string[]> all)
    {
        if (!_runs.TryGetValue(name, out Task<Outcome>? run))
        {
            _runs[name] = run = InLaneAsync(name, all[name], _nextPort);
            _nextPort += PortsEach;
        }

        return run;
    }

    private async Task<Outcome> InLaneAsync(string name, string[] words, int firstPort)
    {
        await _lanes.WaitAsync();
        try
        {
            await using ManidalaProcess process = ManidalaProcess.Start(
                Programs.Bench,
                [
                    "drill", name, "--json", "--bundle", await sample.BundleAsync(), "--items", "600", "--users", "60", "--warm-up", "2", "--seed", "1",
                    "--ports", firstPort.ToString(CultureInfo.InvariantCulture), .. words.Contains("--rate") ? Array.Empty<string>() : ["--rate", "30"], .. words,
                ]);
            await process.ExitAsync(TimeSpan.FromMinutes(6));
            return new Outcome(process.ExitCode, process.Output, process.Errors);
        }
        finally
        {
            _lanes.Release();
        }
    }

    private sealed record Outcome(int ExitCode, string Output, string Errors);
}
