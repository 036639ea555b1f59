using Manidala.Training.Data;

namespace Manidala.Training.Tests.Learning;

/// <summary>Keeps what was reported.</summary>
internal sealed class RecordingReporter : IProgressReporter, IProgressStep
{
    public List<(long Done, string? Detail)> Reports { get; } = [];

    public long? Total { get; private set; }

    public bool IsEnded { get; private set; }

    public IProgressStep Begin(string title, long? total)
    {
        Total = total;
        return this;
    }

    public void Report(long done, string? detail = null) => Reports.Add((done, detail));

    public void Dispose() => IsEnded = true;
}
