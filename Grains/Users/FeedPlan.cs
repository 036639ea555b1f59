using System.Collections.Immutable;
using Manidala.Engine.Feeds;

namespace Manidala.Grains.Users;

/// <summary>A feed query in the engine's terms.</summary>
/// <param name="Served">Ordinals that the pages before held.</param>
/// <param name="Excluded">Those, and the ones that the caller named.</param>
/// <param name="Surface">Null for the built-in feed.</param>
internal readonly record struct FeedPlan(EligibleItems Eligible, ImmutableArray<int> Served, ImmutableArray<int> Excluded, Surface? Surface);
