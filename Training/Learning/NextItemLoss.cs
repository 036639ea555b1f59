using TorchSharp;
using static TorchSharp.torch;

namespace Manidala.Training.Learning;

/// <summary>Cross-entropy of the next item at every position: against all items, or against a few drawn for the batch.</summary>
/// <param name="negatives">How many are drawn; 0 for all items.</param>
internal sealed class NextItemLoss(int negatives)
{
    // Kept for good: a Scalar made for one call can be finalised while the native code runs.
    private static readonly Scalar Impossible = float.NegativeInfinity;
    private static readonly Scalar Zero = 0L;
    private static readonly Scalar Padding = Batch.Padding;

    public Tensor Of(SequenceModel model, Batch batch, Random random)
    {
        var queries = model.Queries(batch.Inputs, batch.Types, batch.Gaps).reshape(-1, model.Encoder.Dimension);
        var targets = batch.Targets.reshape(-1);
        var loss = negatives == 0 || negatives >= model.ItemCount - 1
            ? Mean(model.Score(queries), targets, batch.Weights)
            : Sampled(model, queries, batch, random);
        return batch.Refusals.Rows.Length == 0 ? loss : loss + Refused(model, queries, batch);
    }

    /// <summary>What was turned down against what was taken in its place; see <see cref="Kernels.RefusalKernel"/>.</summary>
    private static Tensor Refused(SequenceModel model, Tensor queries, Batch batch)
    {
        var rows = tensor(batch.Refusals.Rows.Select(row => (long)row).ToArray());
        var refused = tensor(batch.Refusals.Items.Select(item => (long)item).ToArray());
        var taken = batch.Targets.reshape(-1).index_select(0, rows);
        var own = queries.index_select(0, rows);
        var ahead = (own * (model.EmbeddingsOf(refused) - model.EmbeddingsOf(taken))).sum(dim: 1) + model.BiasOf(refused) - model.BiasOf(taken);
        var counts = (batch.Weights ?? batch.Targets.ne(Padding).to_type(ScalarType.Float32)).reshape(-1);
        var weights = counts.index_select(0, rows) / counts.sum() * tensor(batch.Refusals.Shares());
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

    /// <summary>
    /// Items drawn evenly stand for all others: each counts (items − 1) / drawn times, which is added to its score as a logarithm.
    /// </summary>
    private Tensor Sampled(SequenceModel model, Tensor queries, Batch batch, Random random)
    {
        var targets = batch.Targets.reshape(-1);
        var drawn = tensor(Draw(model.ItemCount, random));
        var weight = tensor(MathF.Log((model.ItemCount - 1) / (float)negatives));
        var known = targets.clamp_min(Zero);

        var positive = (queries * model.EmbeddingsOf(known)).sum(dim: 1) + model.BiasOf(known);
        var others = queries.matmul(model.EmbeddingsOf(drawn).t()).add_(model.BiasOf(drawn) + weight);
        var rivals = others.masked_fill(known.unsqueeze(1).eq(drawn), Impossible);
        var logits = cat([positive.unsqueeze(1), rivals], dim: 1);

        // The right answer stands first in every row; padding stays what the loss leaves out.
        return Mean(logits, targets.clamp_max(Zero), batch.Weights);
    }

    private long[] Draw(int itemCount, Random random)
    {
        var drawn = new long[negatives];
        for (int i = 0; i < drawn.Length; i++)
        {
            drawn[i] = random.Next(itemCount);
        }

        return drawn;
    }
}
