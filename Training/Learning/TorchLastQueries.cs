using Manidala.Training.Kernels;
using static Manidala.Training.Kernels.LinearWeights;
using static TorchSharp.torch;

namespace Manidala.Training.Learning;

/// <summary>Last queries by Torch's graph. Padding stands after a history's end, where it can reach none of its queries.</summary>
internal sealed unsafe class TorchLastQueries(SequenceModel model) : ILastQueries
{
    private readonly Lock _gate = new();

    public void Refresh()
    {
    }

    public RankingKernel CreateRanking()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        bool wasTraining = model.training;
        model.eval();
        Tensor vectors = model.Vectors().contiguous();
        model.train(wasTraining);
        return new RankingKernel(PointerOf(vectors), PointerOf(model.Bias), model.ItemCount, model.Encoder.Dimension);
    }

    public void Encode(IReadOnlyList<ReadOnlyMemory<int>> histories, PinnedFloats queries)
    {
        int dimension = model.Encoder.Dimension;
        int time = histories.Max(history => history.Length);
        var inputs = new long[histories.Count * time];
        var last = new long[histories.Count];
        for (int row = 0; row < histories.Count; row++)
        {
            ReadOnlySpan<int> history = histories[row].Span;
            for (int at = 0; at < history.Length; at++)
            {
                inputs[(row * time) + at] = history[at];
            }

            last[row] = (row * time) + history.Length - 1;
        }

        // Torch's own threads share the work of one call.
        lock (_gate)
        {
            bool wasTraining = model.training;
            model.eval();
            using var scope = NewDisposeScope();
            using var noGradients = no_grad();
            Tensor found = model.forward(tensor(inputs, histories.Count, time)).reshape(-1, dimension).index_select(0, tensor(last)).contiguous();
            _ = queries.AtLeast(histories.Count * dimension);
            found.data<float>().ToArray().CopyTo(queries.Span);
            model.train(wasTraining);
        }
    }
}
