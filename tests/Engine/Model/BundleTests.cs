using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Manidala.Engine.Model;
using Manidala.Engine.Tests.Support;

namespace Manidala.Engine.Tests.Model;

public sealed class BundleTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public void Read_WhatWasWritten_IsTheContents()
    {
        BundleContents contents = TestBundle.Contents("small", 20, 5, seed: 1);
        BundleManifest written = BundleWriter.Write(_folder["b"], contents);

        Bundle bundle = Bundle.Read(_folder["b"]);

        Assert.Equal(JsonSerializer.Serialize(written), JsonSerializer.Serialize(bundle.Manifest));
        Assert.Equal(contents.ItemIds, bundle.ItemIds);
        Assert.Equal(contents.ItemEmbeddings.ToArray(), bundle.ItemEmbeddings);
        Assert.Equal(contents.ItemBias.ToArray(), bundle.ItemBias);
        Assert.Equal(contents.EncoderOnnx.ToArray(), bundle.EncoderOnnx);
        Assert.Equal(contents.Metrics, bundle.Manifest.Metrics);
    }

    [Fact]
    public void Read_NoBias_IsEmpty()
    {
        BundleWriter.Write(_folder["b"], TestBundle.Contents("small", 4, 2, seed: 1) with { ItemBias = default });

        Assert.Empty(Bundle.Read(_folder["b"]).ItemBias);
        Assert.False(File.Exists(Path.Combine(_folder["b"], "item_bias.f32")));
    }

    [Theory]
    [InlineData("manifest.json")]
    [InlineData("items.json")]
    [InlineData("item_embeddings.f32")]
    [InlineData("item_bias.f32")]
    [InlineData("encoder.onnx")]
    public void Read_FileMissing_IsRefusedByName(string name)
    {
        Write();
        File.Delete(FileOf(name));

        Assert.Contains(name, Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("items.json")]
    [InlineData("item_embeddings.f32")]
    [InlineData("item_bias.f32")]
    [InlineData("encoder.onnx")]
    public void Read_OneByteChanged_IsRefusedByName(string name)
    {
        Write();
        byte[] bytes = File.ReadAllBytes(FileOf(name));
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(FileOf(name), bytes);

        string message = Refusal();

        Assert.Contains(name, message, StringComparison.Ordinal);
        Assert.Contains("SHA-256", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("items.json")]
    [InlineData("item_embeddings.f32")]
    [InlineData("encoder.onnx")]
    public void Read_Truncated_SaysBothLengths(string name)
    {
        Write();
        byte[] bytes = File.ReadAllBytes(FileOf(name));
        File.WriteAllBytes(FileOf(name), bytes[..^1]);

        string message = Refusal();

        Assert.Contains($"found {bytes.Length - 1} bytes; expected {bytes.Length}", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("format", "3", "format 3")]
    [InlineData("format", "0", "no format number")]
    [InlineData("format", "\"1\"", "no format number")]
    [InlineData("version", "\"../up\"", "version '../up'")]
    [InlineData("version", "\"\"", "version ''")]
    [InlineData("name", "\"\"", "a name of 0 characters")]
    [InlineData("dimension", "0", "dimension 0")]
    [InlineData("dimension", "4097", "dimension 4097")]
    [InlineData("dimension", "4", "expected 320, four a number")]
    [InlineData("items", "0", "0 items")]
    [InlineData("items", "21", "expected 21")]
    [InlineData("trainedThrough", "-1", "trainedThrough -1")]
    [InlineData("encoder", "{\"kind\":\"magic\",\"stateSize\":10}", "encoder kind 'magic'")]
    [InlineData("encoder", "{\"kind\":\"recurrent\",\"stateSize\":0}", "state size 0")]
    [InlineData("encoder", "{\"kind\":\"recurrent\",\"stateSize\":65537}", "state size 65537")]
    [InlineData("encoder", "{\"kind\":\"recurrent\"}", "stateSize")]
    [InlineData("encoder", "null", "encoder")]
    [InlineData("files", "{}", "lists no items.json")]
    [InlineData("metrics", "[]", "metrics")]
    [InlineData("name", null, "name")]
    public void Read_ManifestField_IsRefusedWithWhatWasFound(string field, string? json, string expected)
    {
        Write();
        Edit(manifest =>
        {
            manifest.Remove(field);
            if (json is not null)
            {
                manifest[field] = JsonNode.Parse(json);
            }
        });

        string message = Refusal();

        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains(_folder["b"], message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("..")]
    [InlineData("")]
    public void Read_FileNameThatLeavesTheFolder_IsRefused(string name)
    {
        Write();
        Edit(manifest => manifest["files"]![name] = manifest["files"]!["items.json"]!.DeepClone());

        Assert.Contains($"the file name '{name}'", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ListedFileOfNoUse_IsCheckedToo()
    {
        Write();
        File.WriteAllBytes(FileOf("ranker.onnx"), [1, 2, 3]);
        List("ranker.onnx");
        Bundle.Read(_folder["b"]);

        File.WriteAllBytes(FileOf("ranker.onnx"), [1, 2, 4]);

        Assert.Contains("ranker.onnx", Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{\"format\":1,\"format\":1}")]
    public void Read_MalformedManifest_IsRefused(string json)
    {
        Write();
        File.WriteAllText(FileOf("manifest.json"), json);

        Assert.Contains("manifest.json", Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[\"a\",\"b\"", "a JSON array of strings")]
    [InlineData("[\"a\",1]", "a JSON array of strings")]
    [InlineData("null", "an array of ids")]
    [InlineData("[\"a\"]", "found 1 ids; expected 2")]
    [InlineData("[\"a\",\"a\"]", "the id 'a' a second time at row 1")]
    [InlineData("[\"a\",\"\"]", "an id of 0 characters at row 1")]
    [InlineData("[\"a\",null]", "an id of 0 characters at row 1")]
    public void Read_BadItemIds_AreRefused(string json, string expected)
    {
        BundleWriter.Write(_folder["b"], TestBundle.Contents("small", 2, 3, seed: 1));
        File.WriteAllText(FileOf("items.json"), json);
        List("items.json");

        Assert.Contains(expected, Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OverLongItemId_IsRefused()
    {
        BundleWriter.Write(_folder["b"], TestBundle.Contents("small", 2, 3, seed: 1));
        File.WriteAllText(FileOf("items.json"), $"[\"a\",\"{new string('x', 129)}\"]");
        List("items.json");

        Assert.Contains("an id of 129 characters at row 1; expected 1 to 128", Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("item_embeddings.f32", float.NaN)]
    [InlineData("item_bias.f32", float.PositiveInfinity)]
    public void Read_NumbersNotFinite_AreRefused(string name, float value)
    {
        Write();
        byte[] bytes = File.ReadAllBytes(FileOf(name));
        BitConverter.TryWriteBytes(bytes.AsSpan(8), value);
        File.WriteAllBytes(FileOf(name), bytes);
        List(name);

        Assert.Contains("not finite", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_EqualContents_GivesEqualBytesAndVersion()
    {
        BundleManifest first = TestBundle.Write(_folder["a"], "small", 20, 5, seed: 1);
        BundleManifest second = TestBundle.Write(_folder["b"], "small", 20, 5, seed: 1);

        Assert.Equal(first.Version, second.Version);
        Assert.Matches("^small-[0-9a-f]{12}$", first.Version);
        string[] files = [.. Directory.GetFiles(_folder["a"]).Select(path => Path.GetFileName(path)!)];
        Assert.Equal(5, files.Length);
        Assert.All(files, name => Assert.Equal(File.ReadAllBytes(Path.Combine(_folder["a"], name)), File.ReadAllBytes(FileOf(name))));
    }

    [Fact]
    public void Write_AnyDifference_GivesAnotherVersion()
    {
        BundleContents contents = TestBundle.Contents("small", 20, 5, seed: 1);
        float[] nudged = contents.ItemEmbeddings.ToArray();
        nudged[7] = MathF.BitIncrement(nudged[7]);
        BundleContents[] others =
        [
            contents,
            contents with { ItemEmbeddings = nudged },
            contents with { TrainedThrough = 9 },
            contents with { ItemBias = default },
            contents with { Metrics = new Dictionary<string, double>() },
            contents with { ItemIds = [.. contents.ItemIds.Reverse()] },
        ];

        string[] versions = [.. others.Select((other, i) => BundleWriter.Write(_folder[$"v{i}"], other).Version)];

        Assert.Equal(versions.Length, versions.Distinct().Count());
    }

    [Fact]
    public void Write_OverAnOlderBundle_ReplacesItAndLeavesNothingElse()
    {
        TestBundle.Write(_folder["b"], "older", 20, 5, seed: 1);

        BundleManifest newer = TestBundle.Write(_folder["b"], "newer", 10, 3, seed: 2);

        Assert.Equal(newer.Version, Bundle.Read(_folder["b"]).Manifest.Version);
        Assert.Equal([_folder["b"]], Directory.GetFileSystemEntries(_folder["."]).Select(Path.GetFullPath));
    }

    [Fact]
    public void Write_ContentsThatAreNoBundle_AreRefusedAndNothingIsWritten()
    {
        BundleContents fine = TestBundle.Contents("small", 3, 2, seed: 1);
        float[] notFinite = [0, 0, 0, 0, 0, float.NaN];
        BundleContents[] wrong =
        [
            fine with { Name = "../up" },
            fine with { Name = "" },
            fine with { Encoder = new EncoderContract("magic", 4) },
            fine with { Encoder = new EncoderContract(EncoderContract.Recurrent, 0) },
            fine with { Dimension = 3 },
            fine with { ItemIds = ["a", "b", "a"] },
            fine with { ItemIds = ["a", "b", ""] },
            fine with { ItemIds = ["a", "b", new string('x', 129)] },
            fine with { ItemBias = new float[2] },
            fine with { ItemEmbeddings = notFinite },
            fine with { EncoderOnnx = default },
            fine with { TrainedThrough = -1 },
            fine with { Metrics = new Dictionary<string, double> { ["loss"] = double.NaN } },
        ];

        Assert.All(wrong, contents => Assert.Throws<ArgumentException>("contents", () => BundleWriter.Write(_folder["b"], contents)));
        Assert.Empty(Directory.GetFileSystemEntries(_folder["."]));
    }

    [Theory]
    [InlineData("encoder.onnx")]
    [InlineData("items.json")]
    [InlineData("manifest.json")]
    public void Read_FileThatIsALinkOutOfTheFolder_IsRefusedByName(string name)
    {
        Write();
        File.Move(FileOf(name), _folder["elsewhere"]);
        File.CreateSymbolicLink(FileOf(name), "../elsewhere");

        string message = Refusal();

        Assert.StartsWith(FileOf(name), message, StringComparison.Ordinal);
        Assert.Contains("a link to", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FolderAndFilesThatAreLinksWithinIt_IsRead()
    {
        // As a volume of Kubernetes is mounted: the folder is a link, and each file leads through one that is exchanged whole.
        Write();
        Directory.CreateDirectory(FileOf("..first"));
        foreach (string file in Directory.GetFiles(_folder["b"]))
        {
            File.Move(file, Path.Combine(FileOf("..first"), Path.GetFileName(file)));
            File.CreateSymbolicLink(file, Path.Combine("..data", Path.GetFileName(file)));
        }

        Directory.CreateSymbolicLink(FileOf("..data"), "..first");
        Directory.CreateSymbolicLink(_folder["mounted"], _folder["b"]);

        Assert.Equal(20, Bundle.Read(_folder["mounted"]).Manifest.ItemCount);
    }

    [Fact]
    public void Read_FolderLinkOnTheWayOutOfTheFolder_IsRefused()
    {
        Write();
        Directory.CreateDirectory(_folder["elsewhere"]);
        File.Move(FileOf("items.json"), Path.Combine(_folder["elsewhere"], "items.json"));
        Directory.CreateSymbolicLink(FileOf("data"), "../elsewhere");
        File.CreateSymbolicLink(FileOf("items.json"), "data/items.json");

        Assert.Contains("a link to", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LinkInACircle_IsRefused()
    {
        Write();
        File.Delete(FileOf("items.json"));
        File.CreateSymbolicLink(FileOf("items.json"), "items.json");

        Assert.Contains("a link that leads nowhere", Refusal(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void Write() => TestBundle.Write(_folder["b"], "small", 20, 5, seed: 1);

    private string FileOf(string name) => Path.Combine(_folder["b"], name);

    private string Refusal() => Assert.Throws<InvalidBundleException>(() => Bundle.Read(_folder["b"])).Message;

    private void Edit(Action<JsonObject> change)
    {
        JsonObject manifest = JsonNode.Parse(File.ReadAllText(FileOf("manifest.json")))!.AsObject();
        change(manifest);
        File.WriteAllText(FileOf("manifest.json"), manifest.ToJsonString());
    }

    /// <summary>Makes the manifest agree with the file as it is now.</summary>
    private void List(string name)
    {
        byte[] bytes = File.ReadAllBytes(FileOf(name));
        Edit(manifest => manifest["files"]![name] = new JsonObject
        {
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            ["bytes"] = bytes.Length,
        });
    }
}
