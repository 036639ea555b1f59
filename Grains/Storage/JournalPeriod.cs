namespace Manidala.Storage;

/// <summary>How much time one partition of the journal holds, in UTC. Shorter ones go sooner; each of them is one more to look into for every history.</summary>
public enum JournalPeriod
{
    Day,

    /// <summary>From Monday on.</summary>
    Week,
    Month,
}
