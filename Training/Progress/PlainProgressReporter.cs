using System.Globalization;
using Manidala.Training.Data;

namespace Manidala.Training.Progress;

/// <summary>Progress as lines of text, for logs and pipes: one per tenth of a step and at most one a second.</summary>
internal sealed class PlainProgressReporter(TextWriter output, TimeProvider time) : IProgressReporter
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseWithoutTotal = TimeSpan.FromSeconds(5);

    public IProgressStep Begin(string title, long? total) => new Step(this, title, total);

    private sealed class Step(PlainProgressReporter owner, string title, long? total) : IProgressStep
    {
        private readonly TimeProvider _time = owner.Time;
        private readonly long _started = owner.Time.GetTimestamp();
        private long _lastLine = owner.Time.GetTimestamp();
        private long _lastTenth;
        private long _done;

        public void Report(long done, string? detail = null)
        {
            _done = done;
            TimeSpan sinceLine = _time.GetElapsedTime(_lastLine);
            long tenth = total is > 0 ? done * 10 / total.Value : 0;
            bool isDue = total is > 0 ? tenth > _lastTenth && sinceLine >= ShortestPause : sinceLine >= PauseWithoutTotal;
            if (!isDue)
            {
                return;
            }

            _lastLine = _time.GetTimestamp();
            _lastTenth = tenth;
            string amount = total is > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{done * 100 / total.Value} %")
                : string.Create(CultureInfo.InvariantCulture, $"{done:N0}");
            owner.Output.WriteLine(detail is null ? $"{title}: {amount}" : $"{title}: {amount}, {detail}");
        }

        public void Dispose() => owner.Output.WriteLine(StepSummary.Of(title, _done, _time.GetElapsedTime(_started)));
    }

    private TextWriter Output => output;

    private TimeProvider Time => time;
}
