using Manidala.Training.Data;
using Spectre.Console;

namespace Manidala.Training.Progress;

/// <summary>Progress as a bar on a terminal, shown once a step has run for a second.</summary>
internal sealed class ConsoleProgressReporter(IAnsiConsole console, TimeProvider time) : IProgressReporter
{
    private static readonly TimeSpan ShownAfter = TimeSpan.FromSeconds(1);

    public IProgressStep Begin(string title, long? total) => new Step(console, time, title, total);

    private sealed class Step(IAnsiConsole console, TimeProvider time, string title, long? total) : IProgressStep
    {
        private readonly long _started = time.GetTimestamp();
        private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private ProgressTask? _bar;
        private Task? _display;
        private long _done;

        public void Report(long done, string? detail = null)
        {
            _done = done;
            if (_display is null && time.GetElapsedTime(_started) >= ShownAfter)
            {
                Show();
            }

            if (_bar is { } bar)
            {
                bar.Value = done;
                bar.Description = Markup.Escape(detail is null ? title : $"{title} ({detail})");
            }
        }

        public void Dispose()
        {
            _finished.TrySetResult();
            _display?.GetAwaiter().GetResult();
            console.WriteLine(StepSummary.Of(title, _done, time.GetElapsedTime(_started)));
        }

        // Spectre draws for as long as a callback runs; the callback here waits for the step's end.
        private void Show()
        {
            _display = console.Progress()
                .AutoClear(true)
                .Columns(new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .StartAsync(async context =>
                {
                    _bar = context.AddTask(Markup.Escape(title), maxValue: total ?? 1);
                    _bar.IsIndeterminate = total is null;
                    await _finished.Task.ConfigureAwait(false);
                });
        }
    }
}
