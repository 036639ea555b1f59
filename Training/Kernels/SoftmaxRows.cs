namespace Manidala.Training.Kernels;

/// <summary>Rows of queries with their right answers, and where their gradients go.</summary>
internal readonly unsafe struct SoftmaxRows
{
    public required int Count { get; init; }

    public required float* Queries { get; init; }

    /// <summary>Receives the queries' gradient.</summary>
    public required float* Gradient { get; init; }

    public required int* Targets { get; init; }

    /// <summary>How much each row counts; they add up to 1 over the batch.</summary>
    public required float* Weights { get; init; }

    /// <summary>Receives the gradient of each right answer's score.</summary>
    public required float* Pulls { get; init; }

    /// <summary>All items' embeddings.</summary>
    public required float* Embeddings { get; init; }

    /// <summary>All items' biases.</summary>
    public required float* Bias { get; init; }

    public SoftmaxRows Slice(int first, int count, int dimension) => this with
    {
        Count = count,
        Queries = Queries + (first * dimension),
        Gradient = Gradient + (first * dimension),
        Targets = Targets + first,
        Weights = Weights + first,
        Pulls = Pulls + first,
    };
}
