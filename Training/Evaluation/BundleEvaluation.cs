using Manidala.Engine.Model;
using Manidala.Engine.Retrieval;
using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>
/// Measures a bundle with the engine's own encoder and index: every history is folded from the first item to the last, one step an item, as
/// a live session is.
/// </summary>
internal sealed class BundleEvaluation
{
    private const int UsersInBatch = 256;

    private readonly LoadedModel _model;
    private readonly Dataset _dataset;
    private readonly int[] _rows;

    public BundleEvaluation(LoadedModel model, Dataset dataset)
    {
        _model = model;
        _dataset = dataset;
        _rows = [.. dataset.ItemIds.Select(id => model.TryGetRow(id, out int row) ? row : -1)];
    }

    public RankingResult Run(HeldOutUsers heldOut, IProgressReporter progress, CancellationToken cancellationToken)
    {
        // Users of like lengths together: they finish together, and no place of a batch stands idle.
        int[] order = [.. heldOut.Users.OrderBy(user => _dataset.Users[user].Items.Length).ThenBy(user => user)];
        var metrics = new RankingMetrics();
        using IProgressStep step = progress.Begin("Measuring the model", order.Length);
        foreach (int[] batch in order.Chunk(UsersInBatch))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Measure(batch, metrics);
            step.Report(metrics.Users);
        }

        return RankingResult.Of(_model.Manifest.Name, metrics);
    }

    private void Measure(int[] users, RankingMetrics metrics)
    {
        int[][] histories = [.. users.Select(user => KnownRows(LeaveOneOut.TestHistory(_dataset.Users[user])))];
        float[] queries = Fold(histories);
        ulong[] allowed = new ulong[_model.Index.AllowedWords];
        Span<ScoredItem> best = stackalloc ScoredItem[RankingMetrics.Depth];
        for (int place = 0; place < users.Length; place++)
        {
            int target = _rows[LeaveOneOut.TestTarget(_dataset.Users[users[place]])];
            if (target < 0)
            {
                // The model has never heard of the item, so it cannot rank it.
                metrics.AddMiss();
                continue;
            }

            ReadOnlySpan<float> query = queries.AsSpan(place * _model.Dimension, _model.Dimension);
            Allow(allowed, histories[place]);
            int found = _model.Index.Search(query, allowed, best);
            metrics.Add(PlaceOf(target, best[..found]), FullRank(query, allowed, target));
        }
    }

    /// <summary>The queries after each history; all steps of one place in time run as one batch.</summary>
    private float[] Fold(int[][] histories)
    {
        int stateSize = _model.StateSize;
        int dimension = _model.Dimension;
        float[] states = new float[histories.Length * stateSize];
        float[] items = new float[histories.Length * dimension];
        float[] queries = new float[histories.Length * dimension];
        for (int time = 0; ; time++)
        {
            // Histories come in rising length: those that go on are the last ones.
            int first = Array.FindIndex(histories, history => history.Length > time);
            if (first < 0)
            {
                return queries;
            }

            int count = histories.Length - first;
            for (int place = first; place < histories.Length; place++)
            {
                _model.Embedding(histories[place][time]).CopyTo(items.AsSpan(place * dimension));
            }

            Span<float> running = states.AsSpan(first * stateSize, count * stateSize);
            _model.Encoder.Step(
                running, items.AsSpan(first * dimension, count * dimension), count, running, queries.AsSpan(first * dimension, count * dimension));
        }
    }

    private int[] KnownRows(ReadOnlySpan<int> history)
    {
        var known = new List<int>(history.Length);
        foreach (int item in history)
        {
            int row = _rows[item];
            if (row >= 0 && (known.Count == 0 || known[^1] != row))
            {
                known.Add(row);
            }
        }

        return [.. known];
    }

    private static void Allow(ulong[] allowed, int[] history)
    {
        Array.Fill(allowed, ulong.MaxValue);
        foreach (int row in history)
        {
            allowed[row / 64] &= ~(1UL << (row % 64));
        }
    }

    private static int? PlaceOf(int target, ReadOnlySpan<ScoredItem> best)
    {
        for (int place = 0; place < best.Length; place++)
        {
            if (best[place].Item == target)
            {
                return place + 1;
            }
        }

        return null;
    }

    private int FullRank(ReadOnlySpan<float> query, ulong[] allowed, int target)
    {
        float score = ScoreOf(query, target);
        int better = 0;
        for (int row = 0; row < _model.ItemCount; row++)
        {
            if ((allowed[row / 64] >> (row % 64) & 1) != 0)
            {
                float other = ScoreOf(query, row);
                better += other > score || (other == score && row < target) ? 1 : 0;
            }
        }

        return better + 1;
    }

    private float ScoreOf(ReadOnlySpan<float> query, int row) =>
        System.Numerics.Tensors.TensorPrimitives.Dot(query, _model.Index.Vector(row)) + _model.Index.Bias(row);
}
