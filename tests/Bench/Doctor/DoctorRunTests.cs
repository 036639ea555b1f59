using Manidala.Bench.Doctor;
using Manidala.Engine.Devices;

namespace Manidala.Bench.Tests.Doctor;

public sealed class DoctorRunTests
{
    private static readonly Agreement Good = new(Queries: 256, Certain: 256, Wrong: 0);
    private static readonly BatchFigure Quick = new(Batch: 512, Runs: 5, UsersPerSecond: 120_000, P50Ms: 4, P99Ms: 5, GraphUsersPerSecond: 130_000, Ratio: 0.92);

    [Fact]
    public void Run_OnTheCpu_AnswersAsTheExactSearchDoesAndMeasuresEachSizeOfBatch()
    {
        DoctorReport report = DoctorRun.Run(Request(new ProviderChoice(ProviderChoice.Cpu)), TimeProvider.System, TextWriter.Null);

        Assert.Equal(new Agreement(256, 256, 0), report.Agreement);
        Assert.False(report.IsOnDevice);
        Assert.Equal([3, 5], report.Batches.Select(batch => batch.Batch));
        Assert.All(report.Batches, batch => Assert.True(batch.P50Ms > 0 && batch.P99Ms >= batch.P50Ms && batch.GraphUsersPerSecond > 0));
    }

    [Fact]
    public void Run_ProviderThatIsNotThere_MeasuresNothingAndSaysWhatIsMissing()
    {
        DoctorReport report = DoctorRun.Run(Request(new ProviderChoice(ProviderChoice.Path, "/nowhere/provider.so")), TimeProvider.System, TextWriter.Null);

        Assert.Null(report.Agreement);
        Assert.Empty(report.Batches);
        Assert.Contains(report.Problems, problem => problem.Contains("/nowhere/provider.so is not there", StringComparison.Ordinal));
    }

    [Fact]
    public void ProblemsOf_AllWithinBounds_AreNone() => Assert.Empty(ProblemsOf(Good, Quick));

    [Fact]
    public void ProblemsOf_EachThatDoesNotHold_IsNamedAlone()
    {
        (Agreement Agreement, BatchFigure Figure, string Named)[] cases =
        [
            (Good with { Wrong = 1 }, Quick, "1 of 256 answers differ"),
            (Good with { Certain = 200 }, Quick, "only 200 of 256"),
            (Good, Quick with { Ratio = 0.79 }, "79 %"),
            (Good, Quick with { UsersPerSecond = 99_000 }, "expected 100,000"),
            (Good, Quick with { P99Ms = 10.5 }, "10.5 ms"),
        ];

        Assert.All(cases, one => Assert.Contains(one.Named, Assert.Single(ProblemsOf(one.Agreement, one.Figure)), StringComparison.Ordinal));
    }

    private static IEnumerable<string> ProblemsOf(Agreement agreement, BatchFigure figure) =>
        DoctorRun.ProblemsOf(Request(new ProviderChoice(ProviderChoice.Cuda)), agreement, [figure]);

    private static DoctorRequest Request(ProviderChoice device) => new(
        "test", device, Items: 3_000, Dimension: 16, Wanted: 20, Rows: 128, Batches: [3, 5], Runs: 4, Threads: 1, Seed: 1, LeastRate: 100_000, LongestMs: 10);
}
