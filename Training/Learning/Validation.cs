using Manidala.Training.Data;
using Manidala.Training.Kernels;

namespace Manidala.Training.Learning;

/// <summary>
/// NDCG@10 of every user's validation item among all items, those of the user's history left out. Of equal scores the lower item goes first.
/// </summary>
internal sealed class Validation : IModelValidation
{
    private const int Depth = 10;
    private const int UsersInBatch = 64;
    private readonly UserSequence[][] _batches;
    private readonly int _window;

    /// <param name="window">How much of a history is encoded, newest items first to stay.</param>
    public Validation(Dataset dataset, int window, int mostUsers, Random random)
    {
        _window = window;
        int[] users = [.. Enumerable.Range(0, dataset.Users.Count).Where(user => LeaveOneOut.IsHeldOut(dataset.Users[user]))];
        random.Shuffle(users);
        _batches = [.. users.Take(mostUsers).Select(user => dataset.Users[user]).OrderBy(user => user.Items.Length).Chunk(UsersInBatch)];
    }

    public string Metric => "NDCG@10";

    public bool HasUsers => _batches.Length > 0;

    public double Measure(ILastQueries queries)
    {
        RankingKernel ranking = queries.Refresh();
        var sums = new double[_batches.Length];
        Parallel.For(0, _batches.Length, batch => sums[batch] = SumOf(_batches[batch], queries, ranking));

        // Added up in order: the result does not depend on which thread was first.
        return sums.Sum() / _batches.Sum(users => users.Length);
    }

    private double SumOf(UserSequence[] users, ILastQueries queries, RankingKernel ranking)
    {
        var encoded = new PinnedFloats();
        queries.Encode([.. users.Select(user => EncodedHistory.Of(user, user.Items.Length - 2, _window))], encoded);
        int[] targets = [.. users.Select(LeaveOneOut.ValidationTarget)];
        int[] ranks = new int[users.Length];
        ranking.Rank(encoded, targets, place => users[place].Items[..^2], ranks);
        return ranks.Sum(rank => rank <= Depth ? 1 / Math.Log2(rank + 1) : 0);
    }
}
