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
    private readonly HistoryFold _fold;

    public BundleEvaluation(LoadedModel model, Dataset dataset)
    {
        _model = model;
        _dataset = dataset;
        _rows = [.. dataset.ItemIds.Select(id => model.TryGetRow(id, out int row) ? row : -1)];
        _fold = new HistoryFold(model, _rows);
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
        StepInput[][] histories =
            [.. users.Select(user => _fold.InputsOf(_dataset.Users[user], LeaveOneOut.TestHistory(_dataset.Users[user]).Length))];
        float[] queries = _fold.Run([.. users.Select(user => _dataset.Users[user].UserId)], histories);
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

    private static void Allow(ulong[] allowed, StepInput[] history)
    {
        Array.Fill(allowed, ulong.MaxValue);
        foreach (StepInput seen in history)
        {
            allowed[seen.Row / 64] &= ~(1UL << (seen.Row % 64));
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
