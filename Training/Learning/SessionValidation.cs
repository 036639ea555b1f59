using Manidala.Training.Data;
using Manidala.Training.Kernels;

namespace Manidala.Training.Learning;

/// <summary>
/// The mean of HR@20 and MRR@20 after every prefix of the sessions that are held back, among all items, none left out: the session protocol's own question, and
/// both of its figures, because MRR alone is at its best some passes before the hit rate is. Of equal scores the lower item goes first.
/// </summary>
internal sealed class SessionValidation : IModelValidation
{
    private const int Depth = 20;
    private const int PrefixesInBatch = 64;
    private readonly Prefix[][] _batches;

    /// <param name="window">How much of a prefix is encoded, newest items first to stay.</param>
    public SessionValidation(Dataset dataset, int firstSession, int window, int mostSessions, Random random)
    {
        int[] sessions = [.. Enumerable.Range(firstSession, dataset.Users.Count - firstSession)];
        random.Shuffle(sessions);
        _batches =
        [
            .. sessions.Take(mostSessions)
                .SelectMany(session => PrefixesOf(dataset.Users[session], window))
                .OrderBy(prefix => prefix.History.Items.Length)
                .Chunk(PrefixesInBatch),
        ];
    }

    public string Metric => "mean(HR,MRR)@20";

    public bool HasUsers => _batches.Length > 0;

    public double Measure(ILastQueries queries)
    {
        RankingKernel ranking = queries.Refresh();
        var ranks = new int[_batches.Length][];
        Parallel.For(0, _batches.Length, batch => ranks[batch] = RanksOf(_batches[batch], queries, ranking));
        double gains = ranks.Sum(batch => batch.Sum(rank => rank <= Depth ? 0.5 * (1 + (1.0 / rank)) : 0));
        return gains / ranks.Sum(batch => batch.Length);
    }

    private static int[] RanksOf(Prefix[] prefixes, ILastQueries queries, RankingKernel ranking)
    {
        var encoded = new PinnedFloats();
        queries.Encode([.. prefixes.Select(prefix => prefix.History)], encoded);
        int[] ranks = new int[prefixes.Length];
        ranking.Rank(encoded, [.. prefixes.Select(prefix => prefix.Target)], _ => ReadOnlyMemory<int>.Empty, ranks);
        return ranks;
    }

    private static IEnumerable<Prefix> PrefixesOf(UserSequence session, int window) =>
        Enumerable.Range(1, Math.Max(0, session.Items.Length - 1))
            .Select(length => new Prefix(EncodedHistory.Of(session, length, window), session.Items.Span[length]));

    private readonly record struct Prefix(EncodedHistory History, int Target);
}
