using System.Collections.Immutable;
using Manidala.Engine.Feeds;
using Manidala.Engine.Sessions;
using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>Serves every held-out user a page of each variant by the server's own pipeline, and asks what it holds. On one thread, because times are taken.</summary>
internal sealed class RerankEvaluation(RerankWorld world, Dataset dataset, HeldOutUsers heldOut, IListSpace embeddings, IListSpace? categories, RerankMeters meters)
{
    private const int UsersAtOnce = 256;

    // Until code is compiled as it stays.
    private const int WarmUpUsers = 64;

    public IReadOnlyList<RerankResult> Run(IReadOnlyList<RerankVariant> variants, IProgressReporter progress, CancellationToken cancellationToken)
    {
        using IProgressStep step = progress.Begin("Re-ranking", (long)variants.Count * heldOut.Users.Count);
        Measured[] measured = [.. variants.Select(variant => new Measured(variant, world, dataset.ItemIds.Count, embeddings, categories))];
        long done = 0;
        IReadOnlyList<UserSession> first = world.Sessions([.. heldOut.Users.Take(WarmUpUsers)]);
        Array.ForEach(measured, variant => variant.WarmUp(first));
        var results = new List<RerankResult>();
        foreach (Measured variant in measured)
        {
            meters.Forget();
            foreach (int[] users in heldOut.Users.Chunk(UsersAtOnce))
            {
                cancellationToken.ThrowIfCancellationRequested();
                IReadOnlyList<UserSession> sessions = world.Sessions(users);
                for (int user = 0; user < users.Length; user++)
                {
                    variant.Serve(sessions[user], LeaveOneOut.TestTarget(dataset.Users[users[user]]), (ulong)users[user]);
                }

                step.Report(done += users.Length);
            }

            results.Add(variant.ToResult(meters.MedianMicroseconds(), dataset.ItemIds.Count));
        }

        return results;
    }

    private sealed class Measured(RerankVariant variant, RerankWorld world, int items, IListSpace embeddings, IListSpace? categories)
    {
        private readonly Surface _surface = new(variant.Name, variant.Surface);
        private readonly SurfacePipeline _pipeline = world.Pipeline(variant.Rules);
        private readonly EligibleItems _eligible = world.View.Eligible(null)!;
        private readonly RankingMetrics _metrics = new();
        private readonly ListStatistics _lists = new([RankingMetrics.Depth], items, popularity: null, embeddings, categories);

        public void WarmUp(IReadOnlyList<UserSession> sessions)
        {
            foreach (UserSession session in sessions)
            {
                Page(session, seed: 0);
            }
        }

        public void Serve(UserSession session, int target, ulong seed)
        {
            int[] rows = [.. Page(session, seed).Select(entry => world.RowOf(entry.Ordinal)).Where(row => row >= 0)];
            _lists.Add(rows);
            int place = Array.IndexOf(rows, target);
            if (place >= 0)
            {
                _metrics.Add(place + 1);
            }
            else
            {
                _metrics.AddMiss();
            }
        }

        public RerankResult ToResult(IReadOnlyDictionary<string, double> microseconds, int candidates) => new(
            variant.Name, _metrics.HitRate, _metrics.Ndcg, _lists.At(RankingMetrics.Depth, candidates), microseconds);

        private FeedEntry[] Page(UserSession session, ulong seed)
        {
            var request = new FeedRequest(world.View, _eligible, session, ImmutableArray<int>.Empty, IncludeSeen: false, UseQuery: true, seed);
            return _pipeline.Fill(request, _surface, RankingMetrics.Depth, firstPlace: 0, explains: false).Entries;
        }
    }
}

/// <summary>What one variant came to.</summary>
/// <param name="Microseconds">The median of each step.</param>
internal sealed record RerankResult(string Name, double HitRate, double Ndcg, ListMetrics Lists, IReadOnlyDictionary<string, double> Microseconds);
