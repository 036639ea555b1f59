namespace Manidala.Engine.Retrieval;

/// <summary>A row of an index and its score for one query.</summary>
public readonly record struct ScoredItem(int Item, float Score);
