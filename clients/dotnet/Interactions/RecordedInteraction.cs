namespace Manidala.Client;

/// <summary>What became of an interaction.</summary>
/// <param name="Sequence">Its place in the journal; null where it was not recorded.</param>
/// <param name="Duplicate">Whether it had been recorded before.</param>
/// <param name="Stored">False for one without consent.</param>
public sealed record RecordedInteraction(string Id, long? Sequence = null, bool? Duplicate = null, bool? Stored = null)
{
    /// <summary>Whether the server needs it no more.</summary>
    internal bool IsDone => Sequence is not null || Stored is false;
}
