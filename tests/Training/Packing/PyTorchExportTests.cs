using System.Diagnostics;
using System.Globalization;
using Manidala.Engine.Model;
using Manidala.Training.Tests.Commands;
using Manidala.Training.Tests.Import;

namespace Manidala.Training.Tests.Packing;

public sealed class PyTorchExportTests : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Pack_TransformerExportedByPyTorch_ServesPyTorchsOwnNumbers()
    {
        await SkipWithoutTorchAsync();
        string script = Path.Combine(AppContext.BaseDirectory, "Packing", "small_transformer.py");
        (int exported, string problems) = await RunAsync(script, _folder.Path);
        Assert.True(exported == 0, problems);
        var line = new CommandLine();

        int code = await line.RunAsync(
            "model", "pack", "--onnx", _folder.Sub("encoder.onnx"), "--items", _folder.Sub("ids.txt"), "--embeddings", _folder.Sub("items.npy"),
            "--kind", "sequence", "--input", "items=input_ids", "--first-item", "1", "--name", "torch", "--out", _folder.Sub("bundle"));

        Assert.True(code == 0, line.Error);
        LoadedModel model = LoadedModel.Load(_folder.Sub("bundle"), new EncoderOptions());
        string[] lines = await File.ReadAllLinesAsync(_folder.Sub("expected.txt"), TestContext.Current.CancellationToken);
        Assert.Equal(5, lines.Length);
        foreach (string[] halves in lines.Select(text => text.Split(" | ")))
        {
            AssertServes(model, [.. halves[0].Split(' ').Select(int.Parse)], [.. halves[1].Split(' ').Select(Number)]);
        }

        model.Retire();
    }

    private static void AssertServes(LoadedModel model, int[] rows, float[] expected)
    {
        float[] state = model.NewState("somebody");
        float[] query = new float[model.Dimension];
        foreach (int row in rows)
        {
            model.Encoder.Step(state, [new StepInput(row, Type: 0, Gap: 0)], state, query);
        }

        for (int at = 0; at < expected.Length; at++)
        {
            Assert.Equal(expected[at], query[at], 1e-4f);
        }
    }

    private static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);

    private static async Task SkipWithoutTorchAsync()
    {
        Assert.SkipUnless(File.Exists(Python), $"{Python} does not exist");
        (int code, _) = await RunAsync("-c", "import numpy, torch");
        Assert.SkipUnless(code == 0, $"{Python} has no torch; Debian's package python3-torch brings it");
    }

    private static async Task<(int Code, string Problems)> RunAsync(params string[] arguments)
    {
        using Process python = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        Task<string> output = python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string problems = await python.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (python.ExitCode, $"{await output}{problems}");
    }
}
