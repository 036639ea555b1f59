using Manidala.Training.Kernels;

namespace Manidala.Training.Learning;

/// <summary>A step's batch, its items by their slots, and what is computed of each row. Memory that is used again for every step.</summary>
internal sealed class FusedStep(StepItems items, double inputDropout)
{
    private const int InputSite = 1 << 20;
    private uint _inputSeed;

    public StepItems Items { get; } = items;

    /// <summary>The batch by its items; by their slots it is in <see cref="Inputs"/> and <see cref="Targets"/>.</summary>
    public RaggedBatch Batch { get; private set; } = new([], [], [], []);

    public int[] Inputs { get; private set; } = [];

    public int[] Targets { get; private set; } = [];

    /// <summary>What was turned down, by its slots.</summary>
    public Refusals Refusals { get; private set; } = Refusals.None;

    public float[] RefusalShares { get; private set; } = [];

    /// <summary>The gradient of each refused item's score.</summary>
    public float[] RefusalPulls { get; private set; } = [];

    /// <summary>Decides which activations are dropped.</summary>
    public uint Seed { get; private set; }

    public int Rows => Inputs.Length;

    /// <summary>[rows, dimension]: the encoder's inputs, then the queries.</summary>
    public PinnedFloats Queries { get; } = new();

    /// <summary>[rows, dimension]: of the queries, then of the encoder's inputs.</summary>
    public PinnedFloats Gradient { get; } = new();

    /// <summary>The gradient of each right answer's score.</summary>
    public PinnedFloats Pulls { get; } = new();

    /// <summary>How much each row counts; 1 in all.</summary>
    public PinnedFloats Weights { get; } = new();

    /// <summary>Whether this row's input is left blank in this step.</summary>
    public bool IsBlank(int row) => inputDropout > 0 && Dropout.Site(_inputSeed, row) < inputDropout * uint.MaxValue;

    /// <summary>Takes a batch, and gives its items their slots.</summary>
    public void Begin(RaggedBatch batch, uint seed, int dimension)
    {
        Batch = batch;
        Seed = seed;
        _inputSeed = Dropout.Site(seed, InputSite);
        Items.Clear();
        Inputs = Items.ToSlots(batch.Inputs);
        Targets = Items.ToSlots(batch.Targets);
        Refusals = batch.Refusals with { Items = Items.ToSlots(batch.Refusals.Items) };
        RefusalShares = Refusals.Shares();
        RefusalPulls = new float[RefusalShares.Length];
        Queries.Fit(Rows * dimension);
        Gradient.Fit(Rows * dimension);
        Pulls.Fit(Rows);
        Weights.Fit(Rows);
        Span<float> weights = Weights.Span[..Rows];
        if (batch.Weights.Length == 0)
        {
            weights.Fill(1f / Rows);
            return;
        }

        float total = batch.Weights.Sum();
        for (int row = 0; row < Rows; row++)
        {
            weights[row] = batch.Weights[row] / total;
        }
    }
}
