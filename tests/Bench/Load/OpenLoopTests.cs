using Manidala.Bench.Load;

namespace Manidala.Bench.Tests.Load;

public sealed class OpenLoopTests
{
    private const double Rate = 100;

    [Fact]
    public async Task Run_ClockThatJumps_BeginsAllThatIsDueAndNothingThatIsNot()
    {
        var times = new Queue<double>([0, 0.005, 0.5, 0.99, 1]);
        double now = 0;
        var begun = new List<(long Number, TimeSpan Due, double At)>();
        var loop = new OpenLoop(Plan(), (number, due) =>
        {
            begun.Add((number, due, now));
            return Task.CompletedTask;
        });

        OpenLoop.Pace pace = await loop.RunAsync(0, 100, () => TimeSpan.FromSeconds(now = times.Count > 1 ? times.Dequeue() : times.Peek()), TestContext.Current.CancellationToken);

        Assert.Equal(100, pace.Sent);
        Assert.Equal(Enumerable.Range(0, 100).Select(number => (long)number), begun.Select(operation => operation.Number));
        Assert.All(begun, operation => Assert.True(operation.Due.TotalSeconds <= operation.At));
        Assert.Equal(50, begun.Count(operation => operation.At == 0.5));

        // Operation 1 was due at 0.01 s, and the clock came to it at 0.5 s.
        Assert.Equal(TimeSpan.FromSeconds(0.49), pace.MostLate);
    }

    [Fact]
    public async Task Run_ServerThatStalls_IsNotWaitedForUntilTheEnd()
    {
        var stalled = new TaskCompletionSource();
        int begun = 0;
        var loop = new OpenLoop(Plan(), (number, _) =>
        {
            begun++;
            if (number == 9)
            {
                // The last one frees the first: had any been waited for, this would never come.
                stalled.SetResult();
            }

            return stalled.Task;
        });

        await loop.RunAsync(0, 10, () => TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);

        Assert.Equal(10, begun);
    }

    private static LoadPlan Plan() => new(Requests.For(new Uri("http://localhost/")), LoadMix.FloorAlone, Rate);
}
