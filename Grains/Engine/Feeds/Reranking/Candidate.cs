namespace Manidala.Engine.Feeds;

/// <summary>An item on its way to a page.</summary>
/// <param name="Source">Who took it into the blend.</param>
/// <param name="Score">By that source.</param>
/// <param name="Relevance">What re-ranking goes by, above 0 to begin with: <see cref="Relevances.OfPlace"/> of its place in the blend.</param>
public readonly record struct Candidate(int Ordinal, FeedSource Source, float Score, float Relevance);
