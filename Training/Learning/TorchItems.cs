using Manidala.Training.Kernels;
using static TorchSharp.torch;

namespace Manidala.Training.Learning;

/// <summary>
/// The items' vectors and offsets as one step of Torch's graph uses them, some items known by their features alone; the twin of <see cref="StepItems"/>.
/// </summary>
internal sealed class TorchItems
{
    private readonly SequenceModel _model;
    private readonly Tensor? _leftOut;
    private readonly Tensor? _described;

    /// <param name="idDropout">Share of the items whose ids are left out.</param>
    /// <param name="seed">Decides which.</param>
    public TorchItems(SequenceModel model, double idDropout, uint seed)
    {
        _model = model;
        if (model.ItemFeatures is null)
        {
            return;
        }

        if (idDropout > 0)
        {
            float[] leftOut = [.. Enumerable.Range(0, model.ItemCount).Select(item => Dropout.Site(seed, item) < idDropout * uint.MaxValue ? 1f : 0f)];
            _leftOut = tensor(leftOut, device: model.Embeddings.device).unsqueeze(1);
        }

        // Once a step: what is known of the items is gathered from all of them.
        _described = model.Vectors(_leftOut);
    }

    /// <param name="items">Of any shape.</param>
    /// <returns>[…, dimension].</returns>
    public Tensor VectorsOf(Tensor items) => _described is null
        ? _model.EmbeddingsOf(items)
        : _described.index_select(0, items.reshape(-1)).reshape([.. items.shape, _model.Encoder.Dimension]);

    /// <summary>What is added to the scores of these items; an item without its id has that of one that nobody met, and teaches it nothing.</summary>
    public Tensor OffsetsOf(Tensor items)
    {
        Tensor own = _model.BiasOf(items);
        if (_leftOut is null)
        {
            return own;
        }

        Tensor without = _leftOut.squeeze(1).index_select(0, items);
        return own + (without * (tensor(_model.UntrainedBias()) - own));
    }

    /// <summary>Scores [rows, items] of all items for queries [rows, dimension].</summary>
    public Tensor Score(Tensor queries) => _model.Score(queries, _described ?? _model.Vectors());
}
