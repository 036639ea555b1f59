using System.Collections.Concurrent;

namespace Manidala.Training.Evaluation;

/// <summary>Asks rankers all cases of a test, in batches, and adds up what they answer. The result does not depend on the number of threads.</summary>
internal sealed class RankingRun
{
    private const int GroupsInBatch = 256;
    private const int CasesInBatch = 2_048;

    // Cases scored together: an item's vector is then loaded once for all of them.
    private const int CasesTogether = 8;

    private readonly TestSet _tests;
    private readonly EvaluationSettings _settings;
    private readonly IReadOnlyList<int> _lengths;
    private readonly IListSpace? _embeddings;
    private readonly IListSpace? _categories;
    private readonly ItemStatistics? _popularity;
    private readonly List<int[]> _batches;
    private readonly SampledItems? _sampled;
    private readonly Lazy<Bootstrap> _bootstrap;

    // Scores of a few cases. With a million items they are tens of megabytes, which the collector would come for long after the next batch has asked for more.
    private readonly ConcurrentBag<float[]> _rooms = [];

    /// <param name="embeddings">For diversity; null without a model.</param>
    /// <param name="categories">For diversity by category; null where items have none.</param>
    public RankingRun(TestSet tests, EvaluationSettings settings, IListSpace? embeddings, IListSpace? categories)
    {
        _tests = tests;
        _settings = settings;
        _lengths = settings.LengthsFor(tests.Protocol);
        _embeddings = embeddings;
        _categories = categories;
        _popularity = tests.HasKnown ? new ItemStatistics(tests.Known) : null;
        _sampled = settings.Sampled > 0 ? new SampledItems(tests.Known.ItemIds.Count, settings.Sampled) : null;
        _batches = Batch(tests.Cases);
        _bootstrap = new Lazy<Bootstrap>(() => new Bootstrap(tests.Cases));
    }

    /// <summary>The popularity of what was to be found.</summary>
    public IReadOnlyList<double> TargetShares => _popularity is null ? [] : Slices.TargetShares(_tests.Cases, _popularity);

    public RankingResult Measure(IRanker ranker, Action<int> casesDone, CancellationToken cancellationToken)
    {
        var results = new CaseResults(_tests.Cases);
        var lists = new ListStatistics(_lengths, _tests.Known.ItemIds.Count, _popularity, _embeddings, _categories);
        int longest = _lengths[^1];
        int[] rows = new int[CasesInBatch * longest];
        int[] counts = new int[CasesInBatch];
        foreach (int[] batch in _batches)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (rows.Length < batch.Length * longest)
            {
                rows = new int[batch.Length * longest];
                counts = new int[batch.Length];
            }

            Answer(ranker, batch, results, rows, counts, longest);
            for (int place = 0; place < batch.Length; place++)
            {
                lists.Add(rows.AsSpan(place * longest, counts[place]));
            }

            casesDone(batch.Length);
        }

        return Summarise(ranker, results, lists);
    }

    private void Answer(IRanker ranker, int[] batch, CaseResults results, int[] rows, int[] counts, int longest)
    {
        ranker.Prepare([.. batch.Select(test => _tests.Cases[test])]);
        int chunks = (batch.Length + CasesTogether - 1) / CasesTogether;
        Parallel.For(
            0,
            chunks,
            () => _rooms.TryTake(out float[]? room) && room.Length >= CasesTogether * ranker.Candidates ? room : new float[CasesTogether * ranker.Candidates],
            (chunk, _, room) =>
            {
                int first = chunk * CasesTogether;
                int count = Math.Min(CasesTogether, batch.Length - first);
                ranker.Score(first, count, room.AsSpan(0, count * ranker.Candidates));
                for (int place = first; place < first + count; place++)
                {
                    Span<float> scores = room.AsSpan((place - first) * ranker.Candidates, ranker.Candidates);
                    Place(batch[place], scores, results);
                    counts[place] = FullRanking.Top(scores, rows.AsSpan(place * longest, longest));
                }

                return room;
            },
            _rooms.Add);
    }

    private void Place(int number, Span<float> scores, CaseResults results)
    {
        TestCase test = _tests.Cases[number];
        ReadOnlySpan<int> targets = test.Targets.Span;
        if (_tests.HidesHistory)
        {
            FullRanking.Hide(scores, test.History.Items.Span);
        }

        Span<int> ranks = results.Ranks(number);
        for (int target = 0; target < targets.Length; target++)
        {
            ranks[target] = targets[target] < scores.Length ? FullRanking.RankOf(scores, targets[target]) : 0;
        }

        if (_sampled is not null && ranks[0] > 0)
        {
            results.SampledRanks[number] = _sampled.RankOf(scores, test);
        }
    }

    private RankingResult Summarise(IRanker ranker, CaseResults results, ListStatistics lists)
    {
        CutoffMetrics[] at = [.. _lengths.Select(k => AtLength(k, results, lists.At(k, ranker.Candidates)))];
        CutoffMetrics ten = at.Single(metrics => metrics.Length == RankingMetrics.Depth);
        double[] reciprocal = [.. Enumerable.Range(0, _tests.Cases.Count).Select(test => HitMetrics.At(int.MaxValue, results.Ranks(test)).ReciprocalRank)];
        return new RankingResult(ranker.Name, ten.Hits.HitRate, ten.Hits.Ndcg, reciprocal.Average())
        {
            Details = new RankingDetails(
                at,
                Slices.ByActivity(results, _tests.Protocol.Depth),
                _popularity is null ? [] : Slices.ByPopularity(results, _popularity, _tests.Protocol.Depth),
                _sampled is null ? null : Sampled(results)),
        };
    }

    private CutoffMetrics AtLength(int k, CaseResults results, ListMetrics lists)
    {
        HitMetrics[] hits = [.. Enumerable.Range(0, _tests.Cases.Count).Select(test => HitMetrics.At(k, results.Ranks(test)))];
        return new CutoffMetrics(
            k,
            hits.Aggregate((left, right) => left + right) / hits.Length,
            _bootstrap.Value.Of(Array.ConvertAll(hits, hit => hit.HitRate)),
            _bootstrap.Value.Of(Array.ConvertAll(hits, hit => hit.Ndcg)),
            lists);
    }

    private SampledResult Sampled(CaseResults results)
    {
        HitMetrics sum = results.SampledRanks.Aggregate(
            default(HitMetrics), (sum, rank) => sum + HitMetrics.At(RankingMetrics.Depth, [rank]));
        HitMetrics mean = sum / results.SampledRanks.Length;
        return new SampledResult(_settings.Sampled, mean.HitRate, mean.Ndcg);
    }

    // Groups of like lengths together: they finish together, and no place of a batch stands idle.
    private static List<int[]> Batch(IReadOnlyList<TestCase> cases)
    {
        IEnumerable<int[]> groups = Enumerable.Range(0, cases.Count)
            .GroupBy(test => cases[test].Group)
            .Select(group => group.ToArray())
            .OrderBy(group => cases[group[^1]].History.Items.Length);
        var batches = new List<int[]>();
        var batch = new List<int>();
        int groupsInBatch = 0;
        foreach (int[] group in groups)
        {
            if (batch.Count > 0 && (batch.Count + group.Length > CasesInBatch || groupsInBatch == GroupsInBatch))
            {
                batches.Add([.. batch]);
                batch.Clear();
                groupsInBatch = 0;
            }

            batch.AddRange(group);
            groupsInBatch++;
        }

        batches.Add([.. batch]);
        return batches;
    }
}
