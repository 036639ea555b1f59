namespace Manidala.Storage;

/// <summary>What a look at a database found; nothing was changed for it.</summary>
/// <param name="Where">Which database it is and where; holds no secret.</param>
/// <param name="Version">Of its software; empty where there is no database yet.</param>
/// <param name="Latency">Of a small query: the median of several.</param>
/// <param name="Schema">Of its tables; 0 where there are none yet.</param>
/// <param name="KnownSchema">The newest that this program knows.</param>
/// <param name="ClockAhead">
/// How far the database's clock is ahead of this machine's; negative where it is behind. SQLite has none, and counts what it holds of this machine's future.
/// </param>
public sealed record DatabaseFacts(string Where, string Version, TimeSpan Latency, long Schema, long KnownSchema, TimeSpan ClockAhead)
{
    /// <summary>Whether this program can live with the schema, which may be newer than those it knows.</summary>
    public bool IsReadable { get; init; } = true;

    /// <summary>Whether nobody can write into it, as into a standby.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>What this process may not do and has to, each in words.</summary>
    public IReadOnlyList<string> MissingRights { get; init; } = [];

    /// <summary>Up to when the journal has partitions; null where it has none.</summary>
    public DateTimeOffset? PartitionsEnd { get; init; }

    /// <summary>The list of silos, those that are gone included; null where there is no list.</summary>
    public IReadOnlyList<SiloRow>? Members { get; init; }
}

/// <summary>A row of the list of silos.</summary>
/// <param name="Cluster">Its id.</param>
/// <param name="Name">What the silo calls itself.</param>
/// <param name="Status">Orleans' word: Created, Joining, Active, ShuttingDown, Stopping or Dead.</param>
/// <param name="Silent">How long ago it last wrote that it lives, by the clock of whoever looked.</param>
public sealed record SiloRow(string Cluster, string Name, string Address, string Status, TimeSpan Silent);
