using Manidala.Training.Evaluation;

namespace Manidala.Training.Commands;

/// <summary>What an evaluation is asked for.</summary>
internal sealed record EvaluateRequest
{
    /// <summary>The data folder; of no effect with <see cref="Sequences"/>.</summary>
    public required string Data { get; init; }

    public required EvaluationSettings Settings { get; init; }

    public string? Bundle { get; init; }

    /// <summary>Most users or sessions; null for all.</summary>
    public int? Most { get; init; }

    /// <summary>A running server whose feeds are measured.</summary>
    public string? Served { get; init; }

    public string? ApiKey { get; init; }

    /// <summary>Where the log is parted for everyone; null for leave-one-out.</summary>
    public TemporalSplit? Temporal { get; init; }

    /// <summary>A bare file of sequences; null for the data folder.</summary>
    public SequenceInput? Sequences { get; init; }

    public bool WritesJson { get; init; }

    /// <summary>Where a report for a browser goes.</summary>
    public string? Html { get; init; }
}

/// <summary>A moment, or the share of the newest interactions.</summary>
internal sealed record TemporalSplit(long? Since, double Share, bool FindsAll);

/// <summary>A bare file of sequences and how to ask about it.</summary>
/// <param name="Train">The sessions before the test, for the baselines; null where they are not given.</param>
internal sealed record SequenceInput(string Path, bool IsSessions, bool HasUser, string? Train, int MaxMalformed);
