using Manidala.Training.Kernels;
using TorchSharp.Modules;

namespace Manidala.Training.Learning;

/// <summary>One part of a step's batch and its sums. Parts run on any threads; each goes forward, through the loss and back, chunk by chunk.</summary>
internal sealed unsafe class FusedShard(IReadOnlyList<Parameter> parameters, GatedEncoderKernel encoder, Rivals rivals, int dimension)
{
    private readonly EncoderTape _tape = new();
    private readonly KernelScratch _scratch = new();

    /// <summary>Gradients of the encoder's parameters.</summary>
    public GradientSums Sums { get; } = new(parameters);

    public SoftmaxKernel Softmax { get; } = new(rivals, dimension);

    public double Loss { get; private set; }

    public void Run(FusedStep step, Chunk[] chunks)
    {
        Sums.Clear();
        Softmax.Clear();
        Loss = 0;
        fixed (int* inputs = step.Inputs, targets = step.Targets)
        {
            foreach (Chunk chunk in chunks)
            {
                float* queries = step.Queries.Pointer + ((long)chunk.FirstRow * dimension);
                float* gradient = step.Gradient.Pointer + ((long)chunk.FirstRow * dimension);
                for (int row = 0; row < chunk.Rows; row++)
                {
                    long item = inputs[chunk.FirstRow + row];
                    new ReadOnlySpan<float>(step.Items.Vectors + (item * dimension), dimension).CopyTo(new Span<float>(queries + (row * dimension), dimension));
                }

                encoder.Interactions?.Add(queries, step.Batch, chunk.FirstRow, chunk.Rows);
                Blank(step, chunk, queries);
                encoder.Forward(queries, chunk, _tape, step.Seed);
                var rows = new SoftmaxRows
                {
                    Count = chunk.Rows,
                    Queries = queries,
                    Gradient = gradient,
                    Targets = targets + chunk.FirstRow,
                    Weights = step.Weights.Pointer + chunk.FirstRow,
                    Pulls = step.Pulls.Pointer + chunk.FirstRow,
                    Embeddings = step.Items.Vectors,
                    Bias = step.Items.Bias,
                };
                Loss += Softmax.Run(rows);
                Loss += RefusalKernel.Run(rows, chunk.FirstRow, step.Refusals, step.RefusalShares, step.RefusalPulls, dimension);
                encoder.Back(gradient, chunk, _tape, step.Seed, Sums, _scratch);
                Blank(step, chunk, gradient);
                encoder.Interactions?.Back(gradient, step.Batch, chunk.FirstRow, chunk.Rows, Sums);
            }
        }
    }

    /// <summary>An input that is left blank says nothing, and nothing is learned about it.</summary>
    private void Blank(FusedStep step, Chunk chunk, float* rows)
    {
        for (int row = 0; row < chunk.Rows; row++)
        {
            if (step.IsBlank(chunk.FirstRow + row))
            {
                new Span<float>(rows + ((long)row * dimension), dimension).Clear();
            }
        }
    }
}
