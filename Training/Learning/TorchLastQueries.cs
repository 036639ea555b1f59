using Manidala.Training.Data;
using Manidala.Training.Kernels;
using static Manidala.Training.Kernels.LinearWeights;
using static TorchSharp.torch;

namespace Manidala.Training.Learning;

/// <summary>Last queries by Torch's graph. Padding stands after a history's end, where it can reach none of its queries.</summary>
internal sealed unsafe class TorchLastQueries(SequenceModel model) : ILastQueries
{
    private readonly Lock _gate = new();
    private readonly RankingKernel _ranking = new(model.ItemCount, model.Encoder.Dimension);

    public RankingKernel Refresh()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        bool wasTraining = model.training;
        model.eval();
        Tensor vectors = model.Vectors().contiguous();
        model.train(wasTraining);
        fixed (float* bias = model.Offsets())
        {
            _ranking.Refresh(PointerOf(vectors), bias);
        }

        return _ranking;
    }

    public void Encode(IReadOnlyList<EncodedHistory> histories, PinnedFloats queries)
    {
        int dimension = model.Encoder.Dimension;
        int time = histories.Max(history => history.Items.Length);
        var inputs = new long[histories.Count * time];
        var types = new long[inputs.Length];
        Array.Fill(types, SequenceSteps.TypeWithoutOne.Place);
        var gaps = new float[inputs.Length];
        var last = new long[histories.Count];
        for (int row = 0; row < histories.Count; row++)
        {
            ReadOnlySpan<int> history = histories[row].Items.Span;
            for (int at = 0; at < history.Length; at++)
            {
                inputs[(row * time) + at] = history[at];
            }

            histories[row].Gaps.Span.CopyTo(gaps.AsSpan(row * time));
            for (int at = 0; at < histories[row].Types.Length; at++)
            {
                types[(row * time) + at] = histories[row].Types.Span[at];
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
            Tensor vectors = model.EmbeddingsOf(tensor(inputs, histories.Count, time));
            Tensor all = model.Queries(vectors, tensor(types, histories.Count, time), tensor(gaps, histories.Count, time));
            Tensor found = all.reshape(-1, dimension).index_select(0, tensor(last)).contiguous();
            _ = queries.AtLeast(histories.Count * dimension);
            found.data<float>().ToArray().CopyTo(queries.Span);
            model.train(wasTraining);
        }
    }
}
