using Manidala.Engine.Model;
using Manidala.Engine.Tests.Support;

namespace Manidala.Engine.Tests.Model;

/// <summary>Bundles of any kind over the same thirty items.</summary>
public abstract class KindFixture : IDisposable
{
    protected const int Items = 30;
    protected const int Dimension = 4;

    private readonly TestFolder _folder = new();
    private readonly List<LoadedModel> _models = [];

    private protected static float[] Vectors { get; } = TestBundle.Contents("a", Items, Dimension, seed: 11).ItemEmbeddings.ToArray();

    public void Dispose()
    {
        _models.ForEach(model => model.Retire());
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected LoadedModel Load(EncoderContract contract, byte[] onnx)
    {
        BundleWriter.Write(_folder["b"], Contents(contract, onnx));
        LoadedModel model = LoadedModel.Load(_folder["b"], new EncoderOptions { Provider = "cpu" });
        _models.Add(model);
        return model;
    }

    private protected string Refusal(EncoderContract contract, byte[] onnx) =>
        Assert.Throws<InvalidBundleException>(() => Load(contract, onnx)).Message;

    private protected static BundleContents Contents(EncoderContract contract, byte[] onnx) =>
        TestBundle.Contents("kinds", Items, Dimension, seed: 11) with { Encoder = contract, EncoderOnnx = onnx };

    /// <summary>Folds one user's history, one step after the other, and answers the last query.</summary>
    private protected static float[] Fold(LoadedModel model, string userId, IEnumerable<StepInput> history)
    {
        float[] state = model.NewState(userId);
        float[] query = new float[model.Dimension];
        foreach (StepInput input in history)
        {
            model.Encoder.Step(state, [input], state, query);
        }

        return query;
    }

    private protected static StepInput[] History(int steps, int seed, int types = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, steps).Select(_ => new StepInput(random.Next(Items), (byte)random.Next(types), types == 1 ? 0 : random.NextSingle() * 10))];
    }

    private protected static void AssertClose(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int at = 0; at < expected.Length; at++)
        {
            Assert.Equal(expected[at], found[at], 1e-4f);
        }
    }
}
