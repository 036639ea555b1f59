namespace Manidala.Training.Sample;

/// <summary>How much of the sample to make.</summary>
internal sealed record SampleOptions
{
    /// <summary>Designs in the catalogue.</summary>
    public int Items { get; init; } = 5000;

    public int Users { get; init; } = 5000;

    /// <summary>Rows of the log, all users and types together.</summary>
    public int Interactions { get; init; } = 300_000;

    /// <summary>Another seed makes another world; the same one makes the same rows on every machine.</summary>
    public ulong Seed { get; init; } = 1;
}
