using Manidala.Engine.Sessions;
using Manidala.Training.Data;

namespace Manidala.Training.Sample;

/// <summary>
/// Simulates what the users did. A session is about one taste and goes in one direction: most steps lead on from the design before, the
/// rest start anew from the taste or from what everyone likes. Nobody meets a design twice.
/// </summary>
internal sealed class SampleLog(MandalaCatalogue catalogue, SampleOptions options)
{
    /// <summary>How long the log is.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromDays(60);

    /// <summary>When the log ends.</summary>
    public static readonly DateTimeOffset End = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const int MeanSessionSteps = 10;

    /// <summary>All interactions, oldest first.</summary>
    public IReadOnlyList<Interaction> Simulate()
    {
        int[] budgets = DrawBudgets(new SeededRandom(options.Seed ^ 0xB5D6E7));
        var log = new List<Interaction>(options.Interactions);
        for (int user = 0; user < budgets.Length; user++)
        {
            var walk = new UserWalk(catalogue, new SeededRandom(Mix(options.Seed, user)), MandalaNames.UserIdOf(user), log);
            walk.Run(budgets[user], MeanSessionSteps);
        }

        // A stable order: by time, and a user's own rows in the order they were made.
        return [.. log.OrderBy(interaction => interaction.TimestampMs).ThenBy(interaction => interaction.UserId, StringComparer.Ordinal)];
    }

    private static ulong Mix(ulong seed, int user) => new SeededRandom((seed * 0x9E3779B97F4A7C15) + (ulong)user).NextUInt64();

    // A few users do much and many do little; the shares are scaled to the exact total.
    private int[] DrawBudgets(SeededRandom random)
    {
        double[] shares = [.. Enumerable.Range(0, options.Users).Select(_ => 0.15 + (1 / (0.25 + random.NextDouble())))];
        double scale = options.Interactions / shares.Sum();
        int[] budgets = [.. shares.Select(share => (int)(share * scale))];
        int missing = options.Interactions - budgets.Sum();
        for (int i = 0; i < missing; i++)
        {
            budgets[i % budgets.Length]++;
        }

        return budgets;
    }
}
