using System.Globalization;

namespace Manidala.Engine.Tests.Support;

/// <summary>
/// Runs a simulation for one seed after the other, the same ones each time. <c>MANIDALA_SIMULATION_CASES</c> sets how many each simulation runs and
/// <c>MANIDALA_SIMULATION_SEED</c> the first; a failure names its seed and what happened, in the fewest steps that fail.
/// </summary>
internal static class Seeds
{
    public static async Task RunAsync(int cases, int steps, Func<SimulatedRun, Task> run)
    {
        int first = Setting("MANIDALA_SIMULATION_SEED", 1);
        int count = Setting("MANIDALA_SIMULATION_CASES", cases);
        for (int seed = first; seed < first + count; seed++)
        {
            if (await FailureOfAsync(new SimulatedRun(seed, steps), run) is not null)
            {
                await FailWithFewestStepsAsync(seed, steps, run);
            }
        }
    }

    private static async Task FailWithFewestStepsAsync(int seed, int steps, Func<SimulatedRun, Task> run)
    {
        for (int fewer = 1; fewer <= steps; fewer++)
        {
            SimulatedRun shorter = new(seed, fewer);
            if (await FailureOfAsync(shorter, run) is { } failure)
            {
                Assert.Fail($"Seed {seed} fails in {fewer} steps: {failure}\n{string.Join('\n', shorter.Notes)}");
            }
        }

        Assert.Fail($"Seed {seed} failed and does not fail again: something in it does not follow from the seed.");
    }

    private static async Task<Exception?> FailureOfAsync(SimulatedRun run, Func<SimulatedRun, Task> simulate)
    {
        try
        {
            await simulate(run);
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;
}
