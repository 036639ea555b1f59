using System.Globalization;
using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>The moment that parts history from targets: an interaction at it is a target already.</summary>
internal readonly record struct TemporalCut(long Milliseconds)
{
    /// <summary>The cut after which the newest share of all interactions lies; those of one moment are never parted.</summary>
    public static TemporalCut ForShare(Dataset dataset, double share)
    {
        long[] times = [.. dataset.Users.SelectMany(user => user.Times.ToArray()).Order()];
        return new TemporalCut(times[Math.Clamp((int)Math.Floor(times.Length * (1 - share)), 0, times.Length - 1)]);
    }

    /// <summary>The first and the last moment of a log.</summary>
    public static (long First, long Last) Range(Dataset dataset)
    {
        long first = long.MaxValue;
        long last = long.MinValue;
        foreach (UserSequence user in dataset.Users)
        {
            foreach (long time in user.Times.Span)
            {
                first = Math.Min(first, time);
                last = Math.Max(last, time);
            }
        }

        return (first, last);
    }

    public static string Describe(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public override string ToString() => Describe(Milliseconds);
}
