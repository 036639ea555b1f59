using Manidala.Training.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Manidala.Training.Learning;

/// <summary>Cross-entropy of the next item at every position: against all items, or against a few drawn for the batch.</summary>
internal sealed class NextItemLoss
{
    // Kept for good: a Scalar made for one call can be finalised while the native code runs.
    private static readonly Scalar Impossible = float.NegativeInfinity;
    private static readonly Scalar Zero = 0L;
    private static readonly Scalar Padding = Batch.Padding;

    private readonly SequenceModel _model;
    private readonly TrainingOptions _options;

    // Null for all; the others were never turned down by anybody.
    private readonly int[]? _candidates;

    /// <param name="options">How many rivals are drawn, 0 for all items, and what is left out.</param>
    public NextItemLoss(SequenceModel model, TrainingOptions options)
    {
        _model = model;
        _options = options;
        _candidates = model.Candidates();
    }

    private int CandidateCount => _candidates?.Length ?? _model.ItemCount;

    /// <param name="batch">On the model's device.</param>
    /// <param name="seed">Decides which items are drawn and which ids are left out; what else is dropped follows from Torch's own seed.</param>
    public Tensor Of(Batch batch, ulong seed)
    {
        var random = new SeededRandom(seed);
        var items = new TorchItems(_model, _options.IdDropout, (uint)random.NextUInt64());
        var vectors = items.VectorsOf(batch.Inputs);
        var queries = _model.Queries(vectors, batch.Types, batch.Gaps, Seen(batch)).reshape(-1, _model.Encoder.Dimension);
        var loss = _candidates is null && (_options.Negatives == 0 || _options.Negatives >= _model.ItemCount - 1)
            ? Mean(items.Score(queries), batch.Targets.reshape(-1), batch.Weights)
            : Sampled(items, queries, batch, random);
        return batch.Refusals.Rows.Length == 0 ? loss : loss + Refused(items, queries, batch);
    }

    /// <summary>What was turned down against what was taken in its place; see <see cref="Kernels.RefusalKernel"/>.</summary>
    private static Tensor Refused(TorchItems items, Tensor queries, Batch batch)
    {
        Device device = queries.device;
        var rows = tensor(batch.Refusals.Rows, device: device).to_type(ScalarType.Int64);
        var refused = tensor(batch.Refusals.Items, device: device).to_type(ScalarType.Int64);
        var taken = batch.Targets.reshape(-1).index_select(0, rows);
        var own = queries.index_select(0, rows);
        var ahead = (own * (items.VectorsOf(refused) - items.VectorsOf(taken))).sum(dim: 1) + items.OffsetsOf(refused) - items.OffsetsOf(taken);
        var counts = (batch.Weights ?? batch.Targets.ne(Padding).to_type(ScalarType.Float32)).reshape(-1);
        var weights = counts.index_select(0, rows) / counts.sum() * tensor(batch.Refusals.Shares(), device: device);
        return (nn.functional.softplus(ahead) * weights).sum();
    }

    private static Tensor Mean(Tensor logits, Tensor targets, Tensor? weights)
    {
        if (weights is null)
        {
            return nn.functional.cross_entropy(logits, targets, ignore_index: Batch.Padding);
        }

        var losses = nn.functional.cross_entropy(logits, targets, ignore_index: Batch.Padding, reduction: nn.Reduction.None);
        return (losses * weights.reshape(-1)).sum() / weights.sum();
    }

    /// <summary>[batch, time, 1]: 0 for inputs that this step leaves blank; null where it leaves none.</summary>
    private Tensor? Seen(Batch batch) => _options.InputDropout == 0
        ? null
        : rand(batch.Inputs.shape, device: batch.Inputs.device).ge(tensor((float)_options.InputDropout)).to_type(ScalarType.Float32).unsqueeze(-1);

    /// <summary>
    /// Items drawn evenly stand for all others: each counts (items − 1) / drawn times, which is added to its score as a logarithm.
    /// </summary>
    private Tensor Sampled(TorchItems items, Tensor queries, Batch batch, SeededRandom random)
    {
        var targets = batch.Targets.reshape(-1);
        int[] places = NegativeSampler.Draw(CandidateCount, _options.Negatives, random);
        int[] rivals = _candidates is null ? places : [.. places.Select(place => _candidates[place])];
        var drawn = tensor(rivals, device: queries.device).to_type(ScalarType.Int64);
        var weight = tensor(rivals.Length == CandidateCount ? 0 : MathF.Log((CandidateCount - 1) / (float)rivals.Length));
        var known = targets.clamp_min(Zero);

        var positive = (queries * items.VectorsOf(known)).sum(dim: 1) + items.OffsetsOf(known);
        var others = queries.matmul(items.VectorsOf(drawn).t()).add_(items.OffsetsOf(drawn) + weight);
        var scores = others.masked_fill(known.unsqueeze(1).eq(drawn), Impossible);
        var logits = cat([positive.unsqueeze(1), scores], dim: 1);

        // The right answer stands first in every row; padding stays what the loss leaves out.
        return Mean(logits, targets.clamp_max(Zero), batch.Weights);
    }
}
