using Manidala.Engine.Model;
using Manidala.Engine.Retrieval;
using Manidala.Engine.Tests.Support;

namespace Manidala.Engine.Tests.Model;

public sealed class OnnxRecurrentEncoderTests
{
    private const int StateSize = 6;
    private const int Dimension = 4;

    private static readonly ItemVectors Items = new(Numbers(50 * Dimension, seed: 2), [], Dimension);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(256)]
    [InlineData(2100)]
    public void Step_AnyBatch_IsTheStepByPlainLoops(int batch)
    {
        LinearEncoder twin = new(StateSize, Dimension, seed: 3);
        using OnnxRecurrentEncoder encoder = Open(twin);
        float[] states = Numbers(batch * StateSize, seed: 1);
        StepInput[] inputs = Inputs(batch);
        float[] next = new float[states.Length];
        float[] queries = new float[batch * Dimension];

        encoder.Step(states, inputs, next, queries);

        for (int user = 0; user < batch; user++)
        {
            (float[] nextState, float[] query) = twin.Step(states.AsSpan(user * StateSize, StateSize), Items.Vector(inputs[user].Row));
            AssertClose(nextState, next.AsSpan(user * StateSize, StateSize));
            AssertClose(query, queries.AsSpan(user * Dimension, Dimension));
        }
    }

    [Fact]
    public void Step_NextStatesInTheMemoryOfStates_IsTheSame()
    {
        using OnnxRecurrentEncoder encoder = Open(new(StateSize, Dimension, seed: 3));
        float[] states = Numbers(2 * StateSize, seed: 1);
        float[] apart = new float[states.Length];
        encoder.Step(states, Inputs(2), apart, new float[2 * Dimension]);

        encoder.Step(states, Inputs(2), states, new float[2 * Dimension]);

        Assert.Equal(apart, states);
    }

    [Fact]
    public void Step_Repeated_AllocatesNothing()
    {
        using OnnxRecurrentEncoder encoder = Open(new(StateSize, Dimension, seed: 3));
        float[] states = new float[8 * StateSize];
        float[] queries = new float[8 * Dimension];
        StepInput[] inputs = Inputs(8);
        encoder.Step(states, inputs, states, queries);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 50; i++)
        {
            encoder.Step(states, inputs, states, queries);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Step_AfterDispose_IsRefused()
    {
        OnnxRecurrentEncoder encoder = Open(new(StateSize, Dimension, seed: 3));
        encoder.Dispose();
        encoder.Dispose();

        Assert.Throws<ObjectDisposedException>(() => encoder.Step(new float[StateSize], Inputs(1), new float[StateSize], new float[Dimension]));
    }

    [Fact]
    public void Constructor_FileThatIsNoModel_IsRefused()
    {
        Assert.Contains("encoder.onnx", Refusal([1, 2, 3, 4]), StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_TruncatedAnywhere_IsRefused()
    {
        byte[] model = new LinearEncoder(StateSize, Dimension, 1).ToOnnx();

        for (int length = 0; length < model.Length; length += 13)
        {
            Refusal(model[..length]);
        }
    }

    [Fact]
    public void Constructor_OtherNames_AreRefused()
    {
        Assert.Contains("inputs hidden, item; expected state and item", Refusal(new LinearEncoder(StateSize, Dimension, 1) { StateName = "hidden" }.ToOnnx()), StringComparison.Ordinal);
        Assert.Contains("outputs next_state, out; expected next_state and query", Refusal(new LinearEncoder(StateSize, Dimension, 1) { QueryName = "out" }.ToOnnx()), StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_OtherWidths_AreRefused()
    {
        Assert.Contains("state as Float [-1, 7]; expected Float [-1, 6]", Refusal(new LinearEncoder(7, Dimension, 1).ToOnnx()), StringComparison.Ordinal);
        Assert.Contains("item as Float [-1, 5]; expected Float [-1, 4]", Refusal(new LinearEncoder(StateSize, 5, 1).ToOnnx()), StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_FixedBatch_IsRefused()
    {
        Assert.Contains("state as Float [2, 6]", Refusal(new LinearEncoder(StateSize, Dimension, 1) { FixedBatch = 2 }.ToOnnx()), StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_UnknownOperator_IsRefused()
    {
        Assert.Contains("Exec", Refusal(new LinearEncoder(StateSize, Dimension, 1) { OpType = "Exec" }.ToOnnx()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("weights.bin")]
    [InlineData("/etc/hostname")]
    public void Constructor_WeightsInAnotherFile_AreRefused(string location)
    {
        Assert.Contains("found weights in another file", Refusal(new LinearEncoder(StateSize, Dimension, 1) { ExternalDataLocation = location }.ToOnnx()), StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_WeightsInAFileOfTheWorkingFolder_AreRefused()
    {
        string name = $"weights-{Environment.ProcessId}.bin";
        File.WriteAllBytes(name, new byte[StateSize * StateSize * sizeof(float)]);
        try
        {
            // ONNX Runtime itself would open it.
            Assert.Contains("found weights in another file", Refusal(new LinearEncoder(StateSize, Dimension, 1) { ExternalDataLocation = name }.ToOnnx()), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(name);
        }
    }

    [Fact]
    public void Constructor_ProviderThatIsNotThere_SaysWhatToDo()
    {
        byte[] model = new LinearEncoder(StateSize, Dimension, 1).ToOnnx();

        string cuda = Assert.Throws<InvalidOperationException>(() => Open(model, new() { Provider = "cuda" })).Message;
        string path = Assert.Throws<InvalidOperationException>(() => Open(model, new() { Provider = "path", ProviderLibrary = "nowhere.so" })).Message;
        string none = Assert.Throws<InvalidOperationException>(() => Open(model, new() { Provider = "path" })).Message;
        string unknown = Assert.Throws<InvalidOperationException>(() => Open(model, new() { Provider = "tpu" })).Message;

        Assert.Contains("OnnxRuntimeFlavor=Gpu", cuda, StringComparison.Ordinal);
        Assert.Contains("nowhere.so", path, StringComparison.Ordinal);
        Assert.Contains("ProviderLibrary", none, StringComparison.Ordinal);
        Assert.Contains("'tpu'", unknown, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_ProviderLibraryThatIsNone_SaysSoEveryTime()
    {
        byte[] model = new LinearEncoder(StateSize, Dimension, 1).ToOnnx();
        var options = new EncoderOptions { Provider = "path", ProviderLibrary = typeof(OnnxRecurrentEncoderTests).Assembly.Location };

        for (int attempt = 0; attempt < 2; attempt++)
        {
            string message = Assert.Throws<InvalidOperationException>(() => Open(model, options)).Message;
            Assert.Contains("could not be loaded", message, StringComparison.Ordinal);
        }
    }

    private static OnnxRecurrentEncoder Open(LinearEncoder encoder) => Open(encoder.ToOnnx(), new() { Provider = "cpu" });

    private static OnnxRecurrentEncoder Open(byte[] model, EncoderOptions options) =>
        new(model, new EncoderContract(EncoderContract.Recurrent, StateSize), Items, options);

    private static StepInput[] Inputs(int users) => [.. Enumerable.Range(0, users).Select(user => new StepInput((user * 7) % Items.Count, Type: 0, Gap: 0))];

    private static string Refusal(byte[] model) =>
        Assert.Throws<InvalidBundleException>(() => Open(model, new() { Provider = "cpu" })).Message;

    private static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextSingle()) - 1)];
    }

    private static void AssertClose(float[] expected, ReadOnlySpan<float> found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], found[i], 1e-5f);
        }
    }
}
