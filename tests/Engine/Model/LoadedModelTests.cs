using Manidala.Engine.Model;
using Manidala.Engine.Tests.Support;

namespace Manidala.Engine.Tests.Model;

public sealed class LoadedModelTests : ModelFixture
{
    [Fact]
    public void Load_Bundle_KnowsItsItems()
    {
        LoadedModel model = Load("a");
        BundleContents contents = TestBundle.Contents("a", Items, Dimension, Seed);

        Assert.Equal(model.Manifest.Version, model.Version);
        Assert.Equal((Items, Dimension, 2 * Dimension), (model.ItemCount, model.Dimension, model.StateSize));
        Assert.True(model.TryGetRow("item-7", out int row));
        Assert.Equal(7, row);
        Assert.Equal("item-7", model.ItemId(7));
        Assert.False(model.TryGetRow("item-30", out _));
        Assert.Equal(contents.ItemEmbeddings.Span.Slice(7 * Dimension, Dimension).ToArray(), model.Embedding(7).ToArray());
        Assert.Equal(contents.ItemBias.Span[7], model.Items.Bias(7));
    }

    [Fact]
    public void Load_StepThatIsNotFinite_IsRefused()
    {
        var broken = new LinearEncoder(2 * Dimension, Dimension, Seed) { IsBroken = true };
        BundleWriter.Write(Folder("a"), TestBundle.Contents("a", Items, Dimension, Seed) with { EncoderOnnx = broken.ToOnnx() });

        string message = Refusal("a");

        Assert.Contains("encoder.onnx: found next_state not finite after 1 steps", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_EncoderOfAnotherStateSize_IsRefused()
    {
        BundleContents contents = TestBundle.Contents("a", Items, Dimension, Seed);
        BundleWriter.Write(Folder("a"), contents with { Encoder = new EncoderContract(EncoderContract.Recurrent, 5) });

        Assert.Contains("state as Float [-1, 8]; expected Float [-1, 5]", Refusal("a"), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_EmbeddingTooLongToScore_NamesFileAndRow()
    {
        BundleContents contents = TestBundle.Contents("a", Items, Dimension, Seed);
        float[] embeddings = contents.ItemEmbeddings.ToArray();
        embeddings[(3 * Dimension) + 1] = 1e30f;
        BundleWriter.Write(Folder("a"), contents with { ItemEmbeddings = embeddings });

        string message = Refusal("a");

        Assert.Contains("item_embeddings.f32", message, StringComparison.Ordinal);
        Assert.Contains("Row 3 ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Retire_WithoutLease_DisposesTheEncoderOnce()
    {
        LoadedModel model = Load("a");

        model.Retire();
        model.Retire();

        Assert.False(model.TryAcquire());
        Assert.Throws<ObjectDisposedException>(() => Step(model));
    }

    [Fact]
    public void Retire_UnderLease_DisposesAfterTheLastRelease()
    {
        LoadedModel model = Load("a");
        Assert.True(model.TryAcquire());
        Assert.True(model.TryAcquire());

        model.Retire();
        model.Release();
        Step(model);
        model.Release();

        Assert.Throws<ObjectDisposedException>(() => Step(model));
    }

    [Fact]
    public void Release_WithoutLease_IsRefused()
    {
        Assert.Throws<InvalidOperationException>(Load("a").Release);
    }

    [Fact]
    public void Switch_ToAnother_RetiresTheOldOneAndTells()
    {
        var host = new ModelHost();
        List<LoadedModel> told = [];
        host.Switched += told.Add;
        Assert.Null(host.Current);
        LoadedModel first = Load("a");
        LoadedModel second = Load("b");

        host.Switch(first);
        host.Switch(second);
        host.Switch(second);

        Assert.Same(second, host.Current);
        Assert.Equal([first, second], told);
        Assert.False(first.TryAcquire());
        Assert.True(second.TryAcquire());
    }

    private static void Step(LoadedModel model) =>
        model.Encoder.Step(new float[2 * Dimension], new StepInput[1], new float[2 * Dimension], new float[Dimension]);

    private string Refusal(string name) =>
        Assert.Throws<InvalidBundleException>(() => LoadedModel.Load(Folder(name), new EncoderOptions { Provider = "cpu" })).Message;
}
