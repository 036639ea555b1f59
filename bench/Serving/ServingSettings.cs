namespace Manidala.Bench.Serving;

/// <summary>How large and how long the serving rows are.</summary>
/// <param name="Items">Of the catalogue.</param>
/// <param name="Users">Who are active at the same time, each with a session.</param>
/// <param name="KnownUsers">Who are in the journal of the row memory, the active ones among them.</param>
/// <param name="Rounds">Repetitions of a run; figures are their medians.</param>
/// <param name="Time">Of a run.</param>
/// <param name="Rate">Operations a second of the mixed load.</param>
/// <param name="History">Interactions of a user whose activation is measured.</param>
/// <param name="PeerSources">Where the peers' programs are; null to run none.</param>
/// <param name="DatabaseUrl">A PostgreSQL server's empty database; null for SQLite alone.</param>
internal sealed record ServingSettings(
    int Items, int Users, int KnownUsers, int Rounds, TimeSpan Time, double Rate, int History, string? PeerSources, string? DatabaseUrl)
{
    /// <summary>Calls at the same time of what is measured in a closed loop.</summary>
    public const int Connections = 32;

    /// <summary>Users of the mixed load; which of them acts follows a Zipf law.</summary>
    public const int MixedUsers = 100_000;

    /// <summary>What p99 has to stay within while the rate is raised.</summary>
    public static TimeSpan Bound { get; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The databases to measure on, by name, and their address.</summary>
    public IReadOnlyList<(string Name, string? Url)> Databases => DatabaseUrl is null ? [("SQLite", null)] : [("SQLite", null), ("PostgreSQL", DatabaseUrl)];
}
