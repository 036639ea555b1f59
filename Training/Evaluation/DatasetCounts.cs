using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>How much there was to measure with.</summary>
/// <param name="Interactions">Positive ones, direct repeats counted once except in sessions.</param>
/// <param name="Evaluated">Users or sessions that were ranked for.</param>
/// <param name="SkippedTooShort">Those with too little before or after the cut to ask anything.</param>
/// <param name="SkippedTargetSeen">Those whose targets all stand in their history already.</param>
internal sealed record DatasetCounts(
    int Users, int Items, long Interactions, int Evaluated, int SkippedTooShort, int SkippedTargetSeen)
{
    /// <summary>The file's or folder's name.</summary>
    public string? Name { get; init; }

    /// <summary>Questions asked; more than those evaluated where each prefix is one.</summary>
    public int Cases { get; init; } = Evaluated;

    /// <summary>Targets that the model does not know.</summary>
    public int UnknownTargets { get; init; }

    public static DatasetCounts Of(Dataset dataset, HeldOutUsers heldOut) => new(
        dataset.Users.Count,
        dataset.ItemIds.Count,
        dataset.Users.Sum(user => (long)user.Items.Length),
        heldOut.Users.Count,
        heldOut.TooShort,
        heldOut.TargetSeen);
}
