using Manidala.Engine.Batching;
using Manidala.Engine.Model;
using Manidala.Engine.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Manidala.Engine.Tests.Model;

public sealed class SequenceEncoderTests : KindFixture
{
    private const int Length = 5;

    private static readonly Dictionary<string, string> ItemsOnly = new() { ["items"] = "items" };
    private static readonly EncoderContract Plain = new(EncoderContract.Sequence, Length, ItemsOnly, Length: Length);

    [Theory]
    [InlineData("left", -1, 0, OnnxModelWriter.Int64, false)]
    [InlineData("left", 0, 1, OnnxModelWriter.Int64, true)]
    [InlineData("right", 0, 1, OnnxModelWriter.Int32, false)]
    [InlineData("right", 30, 0, OnnxModelWriter.Int64, true)]
    public void Step_HistoriesOfAnyLength_IsTheWindowByPlainLoops(string side, long padding, long firstItem, int type, bool isOpen)
    {
        var file = new SequenceFile(Vectors, Dimension, Length) { Padding = padding, FirstItem = firstItem, ItemsType = type, IsLengthOpen = isOpen };

        // What the graph keeps for padding must not be one of its items; 30 is the row behind the last.
        LoadedModel model = Load(Plain with { Padding = side, PaddingItem = padding, FirstItem = firstItem }, file.ToOnnx());

        for (int steps = 1; steps <= Length + 3; steps++)
        {
            StepInput[] history = History(steps, seed: steps);
            AssertClose(file.Query(Plainly(history), side == "left"), Fold(model, "somebody", history));
        }
    }

    [Theory]
    [InlineData("left", OnnxModelWriter.Int64)]
    [InlineData("right", OnnxModelWriter.Float)]
    [InlineData("left", OnnxModelWriter.Bool)]
    [InlineData("right", OnnxModelWriter.Int32)]
    public void Step_EmbeddingsMaskTypesGapsAndLength_AreFilled(string side, int maskType)
    {
        var file = new SequenceFile(Vectors, Dimension, Length) { TakesEmbeddings = true, TakesTypesAndGaps = true, TakesLength = true, MaskType = maskType };
        var inputs = new[] { "item_embeddings", "mask", "types", "gaps", "length" }.ToDictionary(name => name);
        LoadedModel model = Load(
            new EncoderContract(EncoderContract.Sequence, 3 * Length, inputs, InteractionTypes: ["other", "view", "like"], Length: Length, Padding: side),
            file.ToOnnx());

        for (int steps = 1; steps <= Length + 3; steps++)
        {
            StepInput[] history = History(steps, seed: steps, types: 3);
            AssertClose(file.Query(Plainly(history), side == "left"), Fold(model, "somebody", history));
        }
    }

    [Fact]
    public void Step_LargeBatchWithFewQueriesWanted_ComputesThoseAndStepsAll()
    {
        var file = new SequenceFile(Vectors, Dimension, Length);
        LoadedModel model = Load(Plain, file.ToOnnx());
        const int Users = 2500;
        float[] states = new float[Users * model.StateSize];
        float[] queries = new float[Users * Dimension];
        StepInput[] first = History(Users, seed: 1);
        StepInput[] second = History(Users, seed: 2);

        model.Encoder.Step(states, first, states, queries, queriesFrom: Users);
        model.Encoder.Step(states, second, states, queries, queriesFrom: 10);

        Assert.All(queries[..(10 * Dimension)], value => Assert.Equal(0, value));
        foreach (int user in new[] { 10, 1033, 1034, Users - 1 })
        {
            AssertClose(file.Query(Plainly([first[user], second[user]]), padsLeft: true), queries[(user * Dimension)..((user + 1) * Dimension)]);
        }
    }

    [Fact]
    public async Task StepAsync_OverTheBatcher_IsTheSame()
    {
        var file = new SequenceFile(Vectors, Dimension, Length);
        LoadedModel model = Load(Plain, file.ToOnnx());
        using var metrics = new TestMetrics();
        await using var batcher = new StepBatcher(
            Options.Create(new BatchingOptions()), new FakeTimeProvider(), metrics.Engine, NullLogger<StepBatcher>.Instance);

        await Parallel.ForAsync(1, 40, TestContext.Current.CancellationToken, async (steps, cancellation) =>
        {
            StepInput[] history = History(steps, seed: steps);
            float[] state = model.NewState($"user {steps}");
            float[] query = new float[Dimension];

            Assert.Equal(StepOutcome.Done, await batcher.StepAsync(model, state, history, state, query, cancellation));
            AssertClose(file.Query(Plainly(history), padsLeft: true), query);
        });
    }

    [Fact]
    public void Load_RowBeyondTwentyFourBits_IsKeptExactly()
    {
        var state = new SequenceState(Plain);
        float[] packed = new float[Length];

        state.Append(packed, new StepInput(0, 0, 0));
        state.Append(packed, new StepInput(16_777_217, 0, 0));
        state.Append(packed, new StepInput(2_000_000_000, 0, 0));

        Assert.Equal(3, state.Count(packed));
        Assert.Equal([0, 16_777_217, 2_000_000_000], Enumerable.Range(2, 3).Select(place => state.At(packed, place).Row));
        Assert.All(packed, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Load_FileThatDoesNotKeepTheContract_SaysFoundAndExpected()
    {
        byte[] plain = new SequenceFile(Vectors, Dimension, Length).ToOnnx();

        Assert.Contains(
            "found the inputs input_ids; expected items",
            Refusal(Plain, new SequenceFile(Vectors, Dimension, Length) { ItemsName = "input_ids" }.ToOnnx()),
            StringComparison.Ordinal);
        Assert.Contains(
            "found items as Int64 [-1, 5]; expected Int64 or Int32 [-1, 7], the batch being free",
            Refusal(Plain with { Length = 7, StateSize = 7 }, plain),
            StringComparison.Ordinal);
        Assert.Contains(
            "found items as Float [-1, 5]",
            Refusal(Plain, new SequenceFile(Vectors, Dimension, Length) { ItemsType = OnnxModelWriter.Float }.ToOnnx()),
            StringComparison.Ordinal);
        Assert.Contains(
            "found the outputs query; expected logits",
            Refusal(Plain with { Outputs = new Dictionary<string, string> { ["query"] = "logits" } }, plain),
            StringComparison.Ordinal);
        Assert.Contains(
            "expected a user's query to depend on that user alone",
            Refusal(Plain, new SequenceFile(Vectors, Dimension, Length) { MixesUsers = true }.ToOnnx()),
            StringComparison.Ordinal);
        Assert.Contains(
            "expected one that gives next states and queries of 4 numbers for any batch",
            Refusal(Plain with { Length = 7, StateSize = 7 }, new SequenceFile(Vectors, Dimension, Length) { IsLengthOpen = true }.ToOnnx()),
            StringComparison.Ordinal);
    }

    private static (int Row, int Type, float Gap)[] Plainly(StepInput[] history) =>
        [.. history.Select(input => (input.Row, (int)input.Type, input.Gap))];
}
