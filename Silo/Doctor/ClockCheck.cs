using System.Globalization;
using Manidala.Storage;

namespace Manidala.Silo.Doctor;

/// <summary>This machine's clock beside the database's.</summary>
internal static class ClockCheck
{
    private const string Area = "clock";
    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(1);

    // As in ClusterSetup: beyond it silos take each other's rows for those of the dead.
    private static readonly TimeSpan TooFar = TimeSpan.FromDays(1);

    public static Finding Judge(DatabaseFacts facts)
    {
        TimeSpan apart = facts.ClockAhead.Duration();
        string found = string.Create(
            CultureInfo.InvariantCulture,
            $"the database's clock is {(apart < Noticeable ? $"{apart.TotalMilliseconds:0} ms" : apart.ToString("c", CultureInfo.InvariantCulture))} {(facts.ClockAhead < TimeSpan.Zero ? "behind" : "ahead of")} this machine's");
        const string Advice = "Let a time service set both (chrony, systemd-timesyncd).";
        return apart < Noticeable ? Finding.Ok(Area, found)
            : apart < TooFar ? Finding.Warning(Area, found, $"{Advice} Silos bear it, and what they say of times is wrong by as much.")
            : Finding.Error(Area, found, $"{Advice} Silos whose clocks are further apart than a day take each other for dead.");
    }
}
