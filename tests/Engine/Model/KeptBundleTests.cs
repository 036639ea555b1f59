using Manidala.Engine.Model;
using Manidala.Engine.Retrieval;
using Manidala.Engine.Tests.Support;

namespace Manidala.Engine.Tests.Model;

/// <summary>Bundles as builds of each format wrote them, in Model/Kept: a server that is upgraded goes on with the model that it has.</summary>
public sealed class KeptBundleTests
{
    private const string Record = "MANIDALA_RECORD_WIRE";
    private const int Items = 6;
    private const int Dimension = 4;
    private const int Seed = 11;

    public static TheoryData<int> Formats { get; } = [.. Enumerable.Range(1, BundleManifest.CurrentFormat)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_OfThisFormat_IsWhatWasWritten(int format)
    {
        string folder = FolderOf(format);
        if (!Directory.Exists(folder) && format == BundleManifest.CurrentFormat && Environment.GetEnvironmentVariable(Record) == "1")
        {
            TestBundle.Write(folder, "kept", Items, Dimension, Seed);
        }

        Assert.True(Directory.Exists(folder), $"No bundle of format {format} is kept for later builds. Make it: {Record}=1 ./manidala test Engine, and commit tests/Engine/Model/Kept.");
        Bundle bundle = Bundle.Read(folder);
        BundleContents contents = TestBundle.Contents("kept", Items, Dimension, Seed);

        Assert.Equal(format, bundle.Manifest.Format);
        Assert.Equal(contents.ItemIds, bundle.ItemIds);
        Assert.Equal(contents.ItemEmbeddings.ToArray(), bundle.ItemEmbeddings);
        Assert.Equal(contents.ItemBias.ToArray(), bundle.ItemBias);
        Assert.Equal(contents.Metrics, bundle.Manifest.Metrics);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Load_OfThisFormat_StepsAsItWasTrained(int format)
    {
        LoadedModel model = LoadedModel.Load(FolderOf(format), new EncoderOptions { Provider = EncoderOptions.Cpu });
        try
        {
            Bundle bundle = Bundle.Read(FolderOf(format));
            var items = new ItemVectors(bundle.ItemEmbeddings, bundle.ItemBias, Dimension);
            using var encoder = new OnnxRecurrentEncoder(bundle.EncoderOnnx, bundle.Manifest.Encoder, items, new EncoderOptions { Provider = EncoderOptions.Cpu });
            float[] state = new float[2 * Dimension];
            float[] query = new float[Dimension];
            (float[] expectedState, float[] expectedQuery) = TestBundle.Encoder(Dimension, Seed).Step(state, model.Embedding(3));

            encoder.Step(state, [new StepInput(3, Type: 0, Gap: 0)], state, query);

            Assert.Equal(expectedState, state, (one, other) => Math.Abs(one - other) < 1e-5f);
            Assert.Equal(expectedQuery, query, (one, other) => Math.Abs(one - other) < 1e-5f);
        }
        finally
        {
            model.Retire();
        }
    }

    private static string FolderOf(int format)
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Manidala.Orleans.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("No folder above the tests holds Manidala.Orleans.sln.");
        }

        return Path.Combine(folder.FullName, "tests/Engine/Model/Kept", $"format-{format}");
    }
}
