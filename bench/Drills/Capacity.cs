using Manidala.Bench.Load;
using Manidala.Bench.Serving;

namespace Manidala.Bench.Drills;

/// <summary>How many operations a second servers can do of a mix: from what a number of callers get answered of each kind alone, one kind after the other.</summary>
internal static class Capacity
{
    private const int Callers = 32;

    /// <param name="time">For all kinds together.</param>
    public static async Task<double> MeasureAsync(LoadClient client, LoadRequest request, LoadMix mix, TimeSpan time, CancellationToken cancellationToken)
    {
        var loop = new ClosedLoop(client, request, Callers);
        (LoadKind Kind, double Share)[] shares = [.. mix.Shares];
        double secondsEach = 0;
        foreach ((LoadKind kind, double share) in shares)
        {
            secondsEach += share / (await loop.RunAsync(kind, time / shares.Length, cancellationToken).ConfigureAwait(false)).PerSecond;
        }

        return 1 / secondsEach;
    }
}
