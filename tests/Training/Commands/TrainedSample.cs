using Manidala.Training.Tests.Import;

namespace Manidala.Training.Tests.Commands;

/// <summary>A small sample and a model trained on it for one pass, made once for all tests that only read it.</summary>
public sealed class TrainedSample : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public string Data => _folder.Sub("data");

    internal CommandLine Training { get; } = new();

    internal int TrainingCode { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var sample = new CommandLine();
        await sample.RunAsync("sample", "--items", "300", "--users", "60", "--interactions", "2400", "--data", Data);
        TrainingCode = await Training.RunAsync("train", "--epochs", "1", "--data", Data);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
