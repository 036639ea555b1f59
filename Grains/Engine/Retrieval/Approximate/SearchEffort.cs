namespace Manidala.Engine.Retrieval;

/// <summary>How far an approximate search looks.</summary>
/// <param name="Share">Of all rows, those of the lists that are looked into.</param>
/// <param name="Candidates">Rows that are kept by their codes, for each row wanted.</param>
public readonly record struct SearchEffort(float Share, float Candidates)
{
    /// <summary>What finds as many where only some rows are allowed: the best of these lie in more lists than the best of all.</summary>
    internal SearchEffort ForFilter(int allowed, int rows) => this with { Share = Math.Min(1, Share * MathF.Pow((float)rows / Math.Max(1, allowed), 0.6f)) };
}
