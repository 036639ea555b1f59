namespace Manidala.Grains.Interfaces;

/// <summary>The bounds that both sides of the contract hold to.</summary>
public static class Limits
{
    /// <summary>Longest id of a user, an item or an interaction, in UTF-16 units.</summary>
    public const int MaxIdLength = 128;

    /// <summary>Most interactions in one call to one user.</summary>
    public const int MaxInteractionsPerCall = 1000;

    /// <summary>Most items in one feed or list.</summary>
    public const int MaxFeedItems = 500;

    /// <summary>Most ids that a feed can be told to exclude.</summary>
    public const int MaxExcludedItems = 1000;

    /// <summary>Most labels and ranges that a feed can be filtered by, together.</summary>
    public const int MaxAttributeConditions = 32;

    /// <summary>Most rules that are stored, beside those of the configuration.</summary>
    public const int MaxRules = 1000;

    /// <summary>Most entries of one of a rule's lists.</summary>
    public const int MaxRuleEntries = 1000;

    /// <summary>Most items stored by one call.</summary>
    public const int MaxItemsPerCall = 1000;

    /// <summary>Most users or feedback in one page.</summary>
    public const int MaxPageLength = 1000;

    /// <summary>Most feedback in the list of an item's, the newest: a popular item has millions.</summary>
    public const int MaxFeedbackOfItem = 10_000;

    /// <summary>Most bytes of a bundle's archive in one call.</summary>
    public const int MaxUploadChunkBytes = 1 << 20;

    /// <summary>Most bytes of one part of a resumable upload: a gateway holds a part in memory until its digest is known to be right.</summary>
    public const int MaxUploadPartBytes = 8 << 20;
}
