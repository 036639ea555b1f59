using System.Globalization;

namespace Manidala.Engine.Model;

/// <summary>Whether a model is fit to serve in another one's place. Decides and does nothing.</summary>
public static class ModelGuard
{
    public const string NotFinite = "not-finite";
    public const string Failing = "failing";
    public const string Slow = "slow";

    /// <summary>Before it takes the place.</summary>
    /// <returns>Null where nothing speaks against it.</returns>
    public static ModelFault? Compare(TimeSpan candidate, TimeSpan active, ModelGuardOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return candidate <= active * options.SlowerAtMost
            ? null
            : new ModelFault(
                Slow,
                Text($"a step of {StepSpeed.Users} users in {candidate.TotalMilliseconds:0.###} ms"),
                Text($"{options.SlowerAtMost:0.##} times the {active.TotalMilliseconds:0.###} ms of the active model"));
    }

    /// <summary>After it took the place.</summary>
    /// <param name="before">How the steps of the model before it had ended.</param>
    /// <returns>Null where nothing speaks against it, or too little is known yet.</returns>
    public static ModelFault? Judge(StepCounts counts, StepCounts before, ModelGuardOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (counts.All < options.WatchedSteps)
        {
            return null;
        }

        if (ShareOf(counts.NotFinite, counts) > options.FailedAtMost)
        {
            return new ModelFault(NotFinite, Text($"{counts.NotFinite} of {counts.All} steps gave numbers that are not finite"), Share(options.FailedAtMost));
        }

        if (ShareOf(counts.NotFinite + counts.Failed, counts) > options.FailedAtMost)
        {
            return new ModelFault(Failing, Text($"{counts.NotFinite + counts.Failed} of {counts.All} steps failed"), Share(options.FailedAtMost));
        }

        // Late alone may be the load's doing: any model's steps are late where more comes than the machine can do.
        return ShareOf(counts.Late, counts) > options.LateAtMost && IsSlower(counts, before, options)
            ? new ModelFault(
                Slow,
                Text($"{counts.Late} of {counts.All} steps missed their deadline, and one takes {Milliseconds(counts)}"),
                Text($"{Share(options.LateAtMost)}, or {options.SlowerAtMost:0.##} times the {Milliseconds(before)} of the model before"))
            : null;
    }

    // A model of which no step has ended at all is as slow as can be.
    private static bool IsSlower(StepCounts counts, StepCounts before, ModelGuardOptions options) =>
        before.Each is { } usual && (counts.Each is not { } each || each > usual * options.SlowerAtMost);

    private static double ShareOf(long part, StepCounts counts) => (double)part / counts.All;

    private static string Share(double share) => Text($"{share * 100:0.##} %");

    private static string Milliseconds(StepCounts counts) => counts.Each is { } each ? Text($"{each.TotalMilliseconds:0.###} ms") : "longer than was waited for";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
