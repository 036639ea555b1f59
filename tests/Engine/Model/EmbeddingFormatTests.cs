using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Manidala.Engine.Model;
using Manidala.Engine.Tests.Support;

namespace Manidala.Engine.Tests.Model;

public sealed class EmbeddingFormatTests : IDisposable
{
    private const int Items = 20;
    private const int Dimension = 5;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(EmbeddingFormat.F32, "item_embeddings.f32", 4)]
    [InlineData(EmbeddingFormat.F16, "item_embeddings.f16", 2)]
    [InlineData(EmbeddingFormat.Int8, "item_embeddings.i8", 1)]
    public void Write_Format_HoldsExactlyItsFiles(EmbeddingFormat format, string name, int width)
    {
        BundleManifest manifest = Write(format);

        string[] embeddings = [.. manifest.Files.Keys.Where(file => file.StartsWith("item_embeddings", StringComparison.Ordinal))];
        Assert.Equal(format == EmbeddingFormat.Int8 ? [name, "item_embeddings.i8.scale"] : [name], embeddings);
        Assert.Equal(Items * Dimension * width, manifest.Files[name].Bytes);
        Assert.Equal(manifest.Files.Keys.Append("manifest.json").Order(), Directory.GetFiles(_folder["b"]).Select(Path.GetFileName).Order());
        Assert.Equal(format, Bundle.Read(_folder["b"]).EmbeddingFormat);
    }

    [Fact]
    public void Read_Halves_AreTheNearestOnes()
    {
        Write(EmbeddingFormat.F16);

        float[] read = Bundle.Read(_folder["b"]).ItemEmbeddings;

        Assert.Equal(Contents().ItemEmbeddings.ToArray().Select(value => (float)(Half)value), read);
    }

    [Fact]
    public void Read_Int8_IsWithinHalfAStepOfEachNumber()
    {
        Write(EmbeddingFormat.Int8);

        float[] read = Bundle.Read(_folder["b"]).ItemEmbeddings;

        float[] exact = Contents().ItemEmbeddings.ToArray();
        foreach (int[] row in Enumerable.Range(0, exact.Length).Chunk(Dimension))
        {
            float step = row.Max(at => MathF.Abs(exact[at])) / 127;
            Assert.All(row, at => Assert.InRange(MathF.Abs(read[at] - exact[at]), 0, step * 0.5001f));
            Assert.Contains(row, at => MathF.Abs(MathF.Abs(read[at]) - (127 * step)) < step * 1e-3f);
        }
    }

    [Fact]
    public void Int8_HalfwayNumbers_RoundToEven()
    {
        float[] row = [127, 0.5f, 1.5f, -0.5f, -2.5f];

        (sbyte[] numbers, float[] scales) = EmbeddingCodec.ToInt8(row, Dimension);

        Assert.Equal([127, 0, 2, 0, -2], numbers);
        Assert.Equal([1f], scales);
    }

    [Fact]
    public void Int8_RowsOfZerosAndOfTheSmallestNumbers_AreFinite()
    {
        float[] rows = [0, 0, 0, 0, 0, float.Epsilon, -float.Epsilon, 0, 0, 0, float.MaxValue, float.MinValue, 1, 0, 0];

        (sbyte[] numbers, float[] scales) = EmbeddingCodec.ToInt8(rows, Dimension);
        float[] read = EmbeddingCodec.FromInt8(System.Runtime.InteropServices.MemoryMarshal.AsBytes(numbers.AsSpan()), scales, Dimension);

        Assert.All(read, value => Assert.True(float.IsFinite(value)));
        Assert.Equal(new float[10], read[..10]);
        Assert.InRange(read[10] / float.MaxValue, 0.9999f, 1);
    }

    [Theory]
    [InlineData(EmbeddingFormat.F16)]
    [InlineData(EmbeddingFormat.Int8)]
    public void Write_EqualContents_GivesEqualBytesAndAVersionOfItsOwn(EmbeddingFormat format)
    {
        BundleManifest first = BundleWriter.Write(_folder["a"], Contents() with { EmbeddingFormat = format });
        BundleManifest second = Write(format);
        BundleManifest plain = BundleWriter.Write(_folder["c"], Contents());

        Assert.Equal(first.Version, second.Version);
        Assert.NotEqual(plain.Version, first.Version);
        Assert.All(Directory.GetFiles(_folder["a"]), file => Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(FileOf(Path.GetFileName(file)))));
    }

    [Theory]
    [InlineData(65519f, true)]
    [InlineData(65520f, false)]
    [InlineData(-70000f, false)]
    public void Write_HalvesOutOfRange_AreRefused(float value, bool isFine)
    {
        float[] numbers = Contents().ItemEmbeddings.ToArray();
        numbers[3] = value;
        BundleContents contents = Contents() with { ItemEmbeddings = numbers, EmbeddingFormat = EmbeddingFormat.F16 };

        if (isFine)
        {
            BundleWriter.Write(_folder["b"], contents);
            Assert.Equal(65504f, Bundle.Read(_folder["b"]).ItemEmbeddings[3]);
            return;
        }

        ArgumentException refusal = Assert.Throws<ArgumentException>("contents", () => BundleWriter.Write(_folder["b"], contents));
        Assert.Contains("65504", refusal.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["b"]));
    }

    [Theory]
    [InlineData(EmbeddingFormat.F16, "item_embeddings.f16")]
    [InlineData(EmbeddingFormat.Int8, "item_embeddings.i8")]
    [InlineData(EmbeddingFormat.Int8, "item_embeddings.i8.scale")]
    public void Read_DamagedFile_IsRefusedByName(EmbeddingFormat format, string name)
    {
        Write(format);
        byte[] bytes = File.ReadAllBytes(FileOf(name));
        bytes[^1] ^= 1;
        File.WriteAllBytes(FileOf(name), bytes);
        string flipped = Refusal();
        File.WriteAllBytes(FileOf(name), bytes[..^1]);
        string cut = Refusal();
        List(name);
        string agreed = Refusal();

        Assert.Contains($"{name}: found SHA-256", flipped, StringComparison.Ordinal);
        Assert.Contains($"{name}: found {bytes.Length - 1} bytes; expected {bytes.Length}", cut, StringComparison.Ordinal);
        Assert.Contains($"{name}: found {bytes.Length - 1} bytes; expected {bytes.Length},", agreed, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_HalfThatIsNotFinite_IsRefused()
    {
        Write(EmbeddingFormat.F16);
        Change("item_embeddings.f16", bytes => BitConverter.TryWriteBytes(bytes.AsSpan(6), Half.NaN));

        Assert.Contains("not finite", Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN, "not finite")]
    [InlineData(float.PositiveInfinity, "not finite")]
    [InlineData(-1f, "the scale -1 at row 2; expected zero or more")]
    [InlineData(float.MaxValue, "not finite")]
    public void Read_BadScale_IsRefused(float scale, string expected)
    {
        Write(EmbeddingFormat.Int8);
        Change("item_embeddings.i8.scale", bytes => BitConverter.TryWriteBytes(bytes.AsSpan(8), scale));

        Assert.Contains(expected, Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ByteWithoutACounterpart_IsRefused()
    {
        Write(EmbeddingFormat.Int8);
        Change("item_embeddings.i8", bytes => bytes[7] = 0x80);

        Assert.Contains("found -128 at number 7; expected -127 to 127", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TwoFormatsOrHalfOfOne_AreRefused()
    {
        Write(EmbeddingFormat.Int8);
        File.Copy(FileOf("item_embeddings.i8"), FileOf("item_embeddings.f16"));
        List("item_embeddings.f16");
        string both = Refusal();
        Edit(files => files.Remove("item_embeddings.i8"));
        string stray = Refusal();
        Edit(files => files.Remove("item_embeddings.f16"));
        string none = Refusal();
        List("item_embeddings.i8");
        Edit(files => files.Remove("item_embeddings.i8.scale"));
        string unscaled = Refusal();

        Assert.Contains("item_embeddings.f16 and item_embeddings.i8; expected exactly one", both, StringComparison.Ordinal);
        Assert.Contains("item_embeddings.i8.scale beside item_embeddings.f16", stray, StringComparison.Ordinal);
        Assert.Contains("lists no item_embeddings.f32", none, StringComparison.Ordinal);
        Assert.Contains("item_embeddings.i8 without item_embeddings.i8.scale", unscaled, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EmbeddingFormat.F16)]
    [InlineData(EmbeddingFormat.Int8)]
    public void Load_Format_ServesTheDecodedNumbers(EmbeddingFormat format)
    {
        Write(format);

        LoadedModel model = LoadedModel.Load(_folder["b"], new EncoderOptions { Provider = "cpu" });

        Assert.Equal(Bundle.Read(_folder["b"]).ItemEmbeddings, Enumerable.Range(0, Items).SelectMany(row => model.Embedding(row).ToArray()));
        model.Retire();
    }

    [Fact]
    public void Convert_ThereAndAgain_EqualsWhatIsWrittenDirectlyButForItsMetrics()
    {
        BundleWriter.Write(_folder["b"], Contents());
        File.WriteAllText(FileOf("ranker.onnx"), "another file");
        List("ranker.onnx");

        BundleManifest converted = BundleConversion.Write(_folder["b"], _folder["int8"], EmbeddingFormat.Int8);
        BundleManifest again = BundleConversion.Write(_folder["int8"], _folder["again"], EmbeddingFormat.Int8);

        Bundle bundle = Bundle.Read(_folder["int8"]);
        BundleWriter.Write(_folder["direct"], Contents() with { EmbeddingFormat = EmbeddingFormat.Int8 });
        Assert.Equal(Bundle.Read(_folder["direct"]).ItemEmbeddings, bundle.ItemEmbeddings);
        Assert.Equal("another file", File.ReadAllText(Path.Combine(_folder["int8"], "ranker.onnx")));
        Assert.Equal(["source.hr@10", "source.ndcg@10"], converted.Metrics.Keys);
        Assert.Equal(converted.Version, again.Version);
    }

    private static BundleContents Contents() => TestBundle.Contents("small", Items, Dimension, seed: 1);

    private BundleManifest Write(EmbeddingFormat format) => BundleWriter.Write(_folder["b"], Contents() with { EmbeddingFormat = format });

    private string FileOf(string name) => Path.Combine(_folder["b"], name);

    private string Refusal() => Assert.Throws<InvalidBundleException>(() => Bundle.Read(_folder["b"])).Message;

    private void Change(string name, Action<byte[]> change)
    {
        byte[] bytes = File.ReadAllBytes(FileOf(name));
        change(bytes);
        File.WriteAllBytes(FileOf(name), bytes);
        List(name);
    }

    private void Edit(Action<JsonObject> change)
    {
        JsonObject manifest = JsonNode.Parse(File.ReadAllText(FileOf("manifest.json")))!.AsObject();
        change(manifest["files"]!.AsObject());
        File.WriteAllText(FileOf("manifest.json"), manifest.ToJsonString());
    }

    /// <summary>Makes the manifest agree with the file as it is now.</summary>
    private void List(string name)
    {
        byte[] bytes = File.ReadAllBytes(FileOf(name));
        Edit(files => files[name] = new JsonObject
        {
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            ["bytes"] = bytes.Length,
        });
    }
}
