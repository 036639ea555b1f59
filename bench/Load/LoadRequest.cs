namespace Manidala.Bench.Load;

/// <summary>What the driver was asked for.</summary>
/// <param name="Rate">Operations a second.</param>
/// <param name="Duration">Of what is counted, after <paramref name="WarmUp"/>.</param>
/// <param name="Users">How many there are; which one acts follows a Zipf law.</param>
/// <param name="Count">Items of a feed.</param>
/// <param name="Timeout">What takes longer, from when it was due, has failed.</param>
internal sealed record LoadRequest(
    Uri Url, double Rate, TimeSpan Duration, TimeSpan WarmUp, int Users, int Count, int BatchSize, TimeSpan Timeout, int Connections, int Seed)
{
    public string? ApiKey { get; init; }

    public bool WithFloor { get; init; }

    /// <summary>Of the Zipf law by which users act; 0 for all of them equally often.</summary>
    public double UserExponent { get; init; } = 1;

    /// <summary>How long a call that is due may wait for one of the connections before it counts as not sent; null for its whole time.</summary>
    public TimeSpan? ConnectionWait { get; init; }

    /// <summary>The user whose feed is asked for before anything is counted.</summary>
    public int WarmUpUser { get; init; }

    /// <summary>Within which p99 has to stay while the rate is raised; null to stay at the rate.</summary>
    public TimeSpan? Bound { get; init; }
}
