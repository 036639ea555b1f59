using Manidala.Engine.Model;
using Manidala.Engine.Tests.Support;
using Manidala.Training.Tests.Commands;
using Manidala.Training.Tests.Import;

namespace Manidala.Training.Tests.Packing;

public sealed class ModelPackTests : IDisposable
{
    private const int Items = 70;
    private const int Dimension = 4;
    private const int Length = 5;

    private static readonly float[] Vectors = Numbers(Items * Dimension, seed: 3);

    private readonly TemporaryFolder _folder = new();
    private readonly CommandLine _line = new();

    private string Out => _folder.Sub("bundle");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Pack_SequenceEncoder_ServesWhatTheFileComputes()
    {
        var file = new SequenceFile(Vectors, Dimension, Length) { ItemsName = "input_ids", Padding = 0, FirstItem = 1 };
        float[] bias = Numbers(Items, seed: 4);
        string biasFile = NpyFile.Write(_folder.Sub("bias.npy"), bias, Items, 1);

        int code = await PackAsync(file.ToOnnx(), $"--kind sequence --input items=input_ids --first-item 1 --bias {biasFile}");

        Assert.True(code == 0, _line.Error);
        LoadedModel model = LoadedModel.Load(Out, new EncoderOptions());
        Assert.Equal((Items, Dimension, Length), (model.ItemCount, model.Dimension, model.StateSize));
        Assert.Equal(bias[9], model.Items.Bias(9));
        Assert.Equal((2, -1L + 1), (model.Manifest.Format, model.Manifest.Encoder.PaddingItem));
        Assert.Contains($"Packed {model.Version} into {Out}: sequence, 70 items of 4 numbers, the newest 5 interactions, 20 bytes a user", _line.Out, StringComparison.Ordinal);
        Assert.Contains("input_ids is filled with items", _line.Out, StringComparison.Ordinal);
        (int, int, float)[] history = [.. Enumerable.Range(0, 9).Select(step => ((step * 31) % Items, 0, 0f))];
        AssertClose(file.Query(history, padsLeft: true), Fold(model, "somebody", history));
        model.Retire();
    }

    [Fact]
    public async Task Pack_TwoTowerOfTensorFlowsShape_ServesWhatTheFileComputes()
    {
        var file = new TowerFile(Dimension, "ada", "bob");

        int code = await PackAsync(
            file.ToOnnx(), "--kind user --input count=interactions --constant age=41 --constant country=de");

        Assert.True(code == 0, _line.Error);
        LoadedModel model = LoadedModel.Load(Out, new EncoderOptions());
        Assert.Contains("country is always de", _line.Out, StringComparison.Ordinal);
        AssertClose(file.Query("bob", 41, "de", 2, 1.5f), Fold(model, "bob", [(3, 0, 0), (4, 0, 1.5f)]));
        model.Retire();
    }

    [Fact]
    public async Task Pack_RecurrentEncoderWithTypesAndGaps_ServesWhatTheFileComputes()
    {
        var file = new TypedStepFile(Dimension, types: 3);

        int code = await PackAsync(file.ToOnnx(), "--kind recurrent --types other,view,purchase");

        Assert.True(code == 0, _line.Error);
        LoadedModel model = LoadedModel.Load(Out, new EncoderOptions());
        float[] expected = file.Step(file.Step(new float[Dimension], model.Embedding(8), 2, 0), model.Embedding(6), 1, 3.5f);
        AssertClose(expected, Fold(model, "somebody", [(8, 2, 0), (6, 1, 3.5f)]));
        model.Retire();
    }

    [Fact]
    public async Task Pack_Twice_GivesEqualBytesAndReplacesTheBundle()
    {
        byte[] file = new SequenceFile(Vectors, Dimension, Length).ToOnnx();
        await PackAsync(file, "--kind sequence");
        byte[] first = File.ReadAllBytes(Path.Combine(Out, "manifest.json"));

        Assert.Equal(0, await PackAsync(file, "--kind sequence"));

        Assert.Equal(first, File.ReadAllBytes(Path.Combine(Out, "manifest.json")));
    }

    [Theory]
    [InlineData("--kind sequence", "found the input input_ids as Int64 [-1, 5], which nothing fills; expected --input ROLE=input_ids")]
    [InlineData("--kind sequence --input items=ids", "--input names the tensor ids; ")]
    [InlineData("--kind sequence --input state=input_ids", "--input names the role 'state'; allowed: items, item_embeddings")]
    [InlineData("--kind sequence --input items=input_ids --length 9", "found input_ids as Int64 [-1, 5]; expected Int64 or Int32 [-1, 9]")]
    [InlineData("--kind sequence --input items=input_ids --output query=logits", "--output names the tensor logits; ")]
    [InlineData("--kind recurrent --input item=input_ids", "expected --state-size")]
    [InlineData("--kind recurrent --state-size 3 --input item=input_ids", "expected --output next_state=NAME")]
    [InlineData("--kind user --constant input_ids=old", "found input_ids as Int64 [-1, 5]; expected Float or Double")]
    public async Task Pack_FileThatIsNotDescribedSo_SaysFoundAndExpected(string options, string expected)
    {
        byte[] file = new SequenceFile(Vectors, Dimension, Length) { ItemsName = "input_ids" }.ToOnnx();

        int code = await PackAsync(file, options);

        Assert.Equal(1, code);
        Assert.Contains(expected, _line.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Out));
        Assert.Single(_line.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Pack_TableInTheFileShorterThanTheItems_IsFoundByRunning()
    {
        byte[] file = new SequenceFile(Vectors[..^Dimension], Dimension, Length).ToOnnx();

        int code = await PackAsync(file, "--kind sequence");

        Assert.Equal(1, code);
        Assert.Contains("found a step that fails for 2 of 2 users", _line.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public async Task Pack_WeightsOutsideTheFile_AreRefused()
    {
        string model = _folder.Sub("external.onnx");
        var weights = new ProtoWriter().Number(1, 1).Number(2, 1).Text(8, "w").Message(13, new ProtoWriter().Text(1, "location").Text(2, "w.bin")).Number(14, 1);
        File.WriteAllBytes(model, new ProtoWriter().Number(1, 8).Message(7, new ProtoWriter().Message(5, weights)).ToArray());

        int code = await PackAsync(File.ReadAllBytes(model), "--kind sequence");

        Assert.Equal(1, code);
        Assert.Contains("found weights in another file", _line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pack_RowsThatAreNotTheIds_SaysBothCounts()
    {
        byte[] file = new SequenceFile(Vectors, Dimension, Length).ToOnnx();
        NpyFile.Write(_folder.Sub("items.npy"), [.. Vectors, .. new float[Dimension]], Items + 1, Dimension);

        int code = await PackAsync(file, "--kind sequence");

        Assert.Equal(1, code);
        Assert.Contains("found 71 rows; expected 70, one for each id of ", _line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pack_IntoAFolderOfOtherThings_LeavesThemAlone()
    {
        Directory.CreateDirectory(Out);
        string precious = Path.Combine(Out, "precious.txt");
        File.WriteAllText(precious, "mine");

        int code = await PackAsync(new SequenceFile(Vectors, Dimension, Length).ToOnnx(), "--kind sequence");

        Assert.Equal(1, code);
        Assert.Contains("holds something else than a bundle", _line.Error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(precious));
    }

    [Theory]
    [InlineData("--kind tower", "tower")]
    [InlineData("--kind sequence --input items", "--input is 'items'; expected ROLE=TENSOR.")]
    [InlineData("--kind sequence --length 0", "--length is 0; allowed: 1 to 2048.")]
    [InlineData("--kind sequence --padding up", "up")]
    public async Task Pack_LineThatIsNotUnderstood_ExitsWithTwo(string options, string expected)
    {
        Assert.Equal(2, await PackAsync([1], options));
        Assert.Contains(expected, _line.Error, StringComparison.Ordinal);
    }

    private static float[] Fold(LoadedModel model, string userId, (int Row, int Type, float Gap)[] history)
    {
        float[] state = model.NewState(userId);
        float[] query = new float[model.Dimension];
        foreach ((int row, int type, float gap) in history)
        {
            model.Encoder.Step(state, [new StepInput(row, (byte)type, gap)], state, query);
        }

        return query;
    }

    private static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextSingle()) - 1)];
    }

    private static void AssertClose(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int at = 0; at < expected.Length; at++)
        {
            Assert.Equal(expected[at], found[at], 1e-4f);
        }
    }

    private Task<int> PackAsync(byte[] onnx, string options)
    {
        string model = _folder.Sub("model.onnx");
        File.WriteAllBytes(model, onnx);
        string ids = _folder.Write("ids.txt", string.Concat(Enumerable.Range(0, Items).Select(row => $"item-{row}\n")));
        string embeddings = _folder.Sub("items.npy");
        if (!File.Exists(embeddings))
        {
            NpyFile.Write(embeddings, Vectors, Items, Dimension);
        }

        return _line.RunAsync(
            ["model", "pack", "--onnx", model, "--items", ids, "--embeddings", embeddings, "--name", "mine", "--out", Out, .. options.Split(' ')]);
    }
}
