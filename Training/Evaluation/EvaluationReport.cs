namespace Manidala.Training.Evaluation;

/// <summary>What an evaluation found, and on what.</summary>
/// <param name="Mode"><c>offline</c>, or <c>served</c> through HTTP.</param>
/// <param name="Version">The bundle's; null where the baselines alone were measured.</param>
/// <param name="Model">Null where the baselines alone were measured.</param>
internal sealed record EvaluationReport(
    string Mode,
    string? Version,
    string? Encoder,
    DatasetCounts Counts,
    RankingResult? Model,
    IReadOnlyList<RankingResult> Baselines,
    double Seconds)
{
    public Protocol Protocol { get; init; } = Protocol.LeaveOneOut;

    public EvaluationSettings Settings { get; init; } = new();

    /// <summary>How much of the targets each of <see cref="ItemStatistics.SliceNames"/> has; empty where nothing is known before the test.</summary>
    public IReadOnlyList<double> TargetShares { get; init; } = [];

    /// <summary>What a reader must know before the figures are trusted.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The model first, where there is one.</summary>
    public IReadOnlyList<RankingResult> All => Model is null ? Baselines : [Model, .. Baselines];

    public string ToJson() => ReportJson.Write(this);

    public void WriteTo(TextWriter output) => ReportTable.Write(this, output);
}
