namespace Manidala.Training.Evaluation;

/// <summary>Averages of how well one relevant item a user was ranked.</summary>
internal sealed class RankingMetrics
{
    public const int Depth = 10;

    private double _hits;
    private double _gain;
    private double _reciprocal;

    public int Users { get; private set; }

    /// <summary>Share of users whose item stood among the first ten.</summary>
    public double HitRate => Mean(_hits);

    /// <summary>Mean of 1 / log2(rank + 1) where the item stood among the first ten, else 0.</summary>
    public double Ndcg => Mean(_gain);

    /// <summary>Mean of 1 / rank over the whole ranking.</summary>
    public double MeanReciprocalRank => Mean(_reciprocal);

    /// <summary>Counts a user whose item stood at <paramref name="rank"/>, 1 being the first place.</summary>
    public void Add(int rank) => Add(rank <= Depth ? rank : null, rank);

    /// <summary>Counts a user whose item was not ranked at all.</summary>
    public void AddMiss() => Users++;

    /// <summary>Counts a user whose list of ten came from one search and whose full rank from another.</summary>
    public void Add(int? rankInList, int fullRank)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fullRank);
        Users++;
        _reciprocal += 1.0 / fullRank;
        if (rankInList is { } rank)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rank);
            _hits++;
            _gain += 1 / Math.Log2(rank + 1);
        }
    }

    private double Mean(double sum) => Users == 0 ? 0 : sum / Users;
}
