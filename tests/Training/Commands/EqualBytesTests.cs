using Manidala.Training.Tests.Import;
using Manidala.Training.Tests.Native;

namespace Manidala.Training.Tests.Commands;

/// <summary>Alone in the process: Torch has one random generator, from which a training beside this one would draw, too.</summary>
[Collection(TorchCollection.Name)]
public sealed class EqualBytesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("f32")]
    [InlineData("int8")]
    public async Task Train_SameLogAndSeed_GivesEqualBytesInEveryFile(string embeddings)
    {
        string first = await TrainAsync("first", embeddings, seed: "7");
        string second = await TrainAsync("second", embeddings, seed: "7");
        string other = await TrainAsync("other", embeddings, seed: "8");

        string[] names = [.. Directory.GetFiles(first).Select(path => Path.GetFileName(path)!).Order()];
        Assert.Equal(names, Directory.GetFiles(second).Select(Path.GetFileName).Order());
        Assert.All(names, name => Assert.Equal(File.ReadAllBytes(Path.Combine(first, name)), File.ReadAllBytes(Path.Combine(second, name))));
        Assert.NotEqual(File.ReadAllBytes(Path.Combine(first, "encoder.onnx")), File.ReadAllBytes(Path.Combine(other, "encoder.onnx")));
    }

    /// <returns>The folder of the bundle that a log of its own was trained to.</returns>
    private async Task<string> TrainAsync(string name, string embeddings, string seed)
    {
        string data = _folder.Sub(name);
        string root = _folder.Sub($"{name}-published");
        await RunAsync("sample", "--items", "120", "--users", "30", "--interactions", "900", "--data", data);
        await RunAsync("train", "--epochs", "2", "--seed", seed, "--embeddings", embeddings, "--data", data);
        await RunAsync("publish", "--to", root, "--data", data);
        return Path.Combine(root, "current");
    }

    private static async Task RunAsync(params string[] arguments)
    {
        var line = new CommandLine();
        int code = await line.RunAsync(arguments);
        Assert.True(code == 0, line.Error);
    }
}
