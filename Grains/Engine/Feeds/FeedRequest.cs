using System.Collections.Immutable;
using Manidala.Engine.Model;
using Manidala.Engine.Sessions;

namespace Manidala.Engine.Feeds;

/// <summary>What a feed is made from.</summary>
/// <param name="Eligible">The items of the category asked for.</param>
/// <param name="Excluded">Ordinals that must not come: those named by the caller and those that the pages before held.</param>
/// <param name="UseQuery">False where the session's steps did not come in time: trending items stand in.</param>
/// <param name="Seed">Chooses what is explored; the same seed explores the same.</param>
/// <param name="Device">What a device found for the session's query; null, or of no use after all: the index is searched.</param>
public readonly record struct FeedRequest(
    FeedView View,
    EligibleItems Eligible,
    UserSession Session,
    ImmutableArray<int> Excluded,
    bool IncludeSeen,
    bool UseQuery,
    ulong Seed,
    DeviceAnswer? Device = null);

/// <summary>What proposed an item.</summary>
public enum FeedSource
{
    Session,
    Trending,
    Exploration,
    Similar,
    Latest,
    Editorial,
}

/// <summary>One place of a feed.</summary>
public readonly record struct FeedEntry(int Ordinal, float Score, FeedSource Source);
