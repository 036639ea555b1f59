namespace Manidala.Bench.Load;

/// <summary>What the driver can send.</summary>
internal enum LoadKind
{
    /// <summary>The feed of one user.</summary>
    Feed,

    /// <summary>One interaction, until it is acknowledged as durable.</summary>
    Interaction,

    /// <summary>Many interactions of many users in one body.</summary>
    Batch,

    /// <summary>One interaction, and then that user's feed, which must reflect it: counted until the feed is there.</summary>
    Click,

    /// <summary>A call that does nothing, on the same way as a feed's.</summary>
    Floor,
}
