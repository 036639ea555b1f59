using Manidala.Training.Data;
using Manidala.Training.Progress;
using Microsoft.Extensions.Time.Testing;

namespace Manidala.Training.Tests.Progress;

public sealed class PlainProgressReporterTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };

    [Fact]
    public void Report_ShortStep_LeavesOnlyItsFinalLine()
    {
        using (IProgressStep step = new PlainProgressReporter(_output, _time).Begin("Reading", 100))
        {
            step.Report(50);
            _time.Advance(TimeSpan.FromMilliseconds(500));
            step.Report(100);
        }

        Assert.Equal("Reading: 100 in 0.5 s\n", _output.ToString());
    }

    [Fact]
    public void Report_LongStep_WritesOncePerTenthAndSecond()
    {
        using (IProgressStep step = new PlainProgressReporter(_output, _time).Begin("Training", 1000))
        {
            for (int done = 1; done <= 1000; done++)
            {
                _time.Advance(TimeSpan.FromMilliseconds(20));
                step.Report(done, "loss 1");
            }
        }

        string[] lines = _output.ToString().TrimEnd().Split('\n');
        Assert.Equal(11, lines.Length);
        Assert.Equal("Training: 10 %, loss 1", lines[0]);
        Assert.Equal("Training: 1,000 in 20.0 s", lines[^1]);
    }
}
