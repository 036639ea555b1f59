using Manidala.Training.Data;

namespace Manidala.Training.Progress;

/// <summary>Says nothing: for callers that only want the result.</summary>
internal sealed class SilentProgressReporter : IProgressReporter
{
    public static SilentProgressReporter Instance { get; } = new();

    public IProgressStep Begin(string title, long? total) => new Step();

    private sealed class Step : IProgressStep
    {
        public void Report(long done, string? detail = null)
        {
        }

        public void Dispose()
        {
        }
    }
}
