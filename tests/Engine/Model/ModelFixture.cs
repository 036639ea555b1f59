using Manidala.Engine.Batching;
using Manidala.Engine.Model;
using Manidala.Engine.Retrieval;
using Manidala.Engine.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Manidala.Engine.Tests.Model;

/// <summary>Real models, real ONNX Runtime, a fake clock.</summary>
public abstract class ModelFixture : IDisposable
{
    protected const int Items = 30;
    protected const int Dimension = 4;
    protected const int Seed = 11;

    private readonly TestFolder _folder = new();
    private readonly List<LoadedModel> _models = [];

    private protected LinearEncoder Twin { get; } = TestBundle.Encoder(Dimension, Seed);

    private protected TestMetrics Metrics { get; } = new();

    private protected FakeTimeProvider Time { get; } = new();

    public void Dispose()
    {
        _models.ForEach(model => model.Retire());
        Metrics.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected string Folder(string name) => _folder[name];

    private protected LoadedModel Load(string name, int seed = Seed, RetrievalOptions? retrieval = null)
    {
        TestBundle.Write(Folder(name), name, Items, Dimension, seed);
        LoadedModel model = LoadedModel.Load(Folder(name), new EncoderOptions { Provider = "cpu" }, retrieval);
        _models.Add(model);
        return model;
    }

    private protected (LoadedModel Model, GatedEncoder Encoder) LoadGated(string name, int seed = Seed)
    {
        GatedEncoder? gated = null;
        LoadedModel model = LoadWith(name, seed, real => gated = new GatedEncoder(real));
        return (model, gated!);
    }

    /// <summary>A model whose real encoder stands behind another one.</summary>
    private protected LoadedModel LoadWith(string name, int seed, Func<IEncoder, IEncoder> wrap)
    {
        TestBundle.Write(Folder(name), name, Items, Dimension, seed);
        Bundle bundle = Bundle.Read(Folder(name));
        var items = new ItemVectors(bundle.ItemEmbeddings, bundle.ItemBias, Dimension);
        var real = new OnnxRecurrentEncoder(bundle.EncoderOnnx, bundle.Manifest.Encoder, items, new EncoderOptions { Provider = "cpu" });
        var model = new LoadedModel(bundle, new ItemIndex(items), new IndexReport(true, Items, default, default, 1, default, 0), wrap(real));
        _models.Add(model);
        return model;
    }

    private protected StepBatcher Batcher(int maxBatch = 256, int capacity = 4096) =>
        new(
            Options.Create(new BatchingOptions { MaxBatchSize = maxBatch, QueueCapacity = capacity }),
            Time,
            Metrics.Engine,
            NullLogger<StepBatcher>.Instance);

    /// <summary>What the steps give, one after the other, by plain loops.</summary>
    private protected static (float[] State, float[] Query) Expected(LinearEncoder twin, LoadedModel model, float[] state, ReadOnlySpan<int> rows)
    {
        float[] query = [];
        foreach (int row in rows)
        {
            (state, query) = twin.Step(state, model.Embedding(row));
        }

        return (state, query);
    }

    private protected static void AssertClose(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], found[i], 1e-4f);
        }
    }
}
