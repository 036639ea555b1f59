using System.Globalization;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.Deploy.Tests.Platforms;

/// <summary>The one process in a small container: one core, 512 MiB.</summary>
public sealed class SmallMachineTests(SampleFolder sample)
{
    private const long Limit = 512L << 20;
    private const int Users = 400;
    private const int Callers = 8;
    private const long SomeTimeMs = 1_767_225_600_000;

    [Fact]
    public async Task OneProcess_In512MiBOnOneCore_ServesItsUsersAndStaysWithinThem()
    {
        string folder = await sample.CopyAsync();
        using MemoryLimit memory = MemoryLimit.Of(Limit);
        string port = FreePorts.Text();
        await using ManidalaProcess process = ManidalaProcess.StartCommand(
            memory.Hold("dotnet", Programs.Silo, "--data", folder, "--port", port), memory.Settings());
        await process.LineAsync("Manidala is ready at ");
        using var api = new Api(new Uri($"http://127.0.0.1:{port}/"));

        await Parallel.ForEachAsync(Enumerable.Range(0, Users), new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (user, _) =>
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"small-{user}");
            for (int deed = 0; deed < 5; deed++)
            {
                long sequence = await api.PostAsync(new Deed(name, string.Create(CultureInfo.InvariantCulture, $"mandala-{1 + (((user * 7) + deed) % 600):00000}"), "like", SomeTimeMs + deed, $"{deed}"));
                Assert.Equal(sequence, (await api.FeedAsync(name)).Sequence);
            }
        });

        long peak = Peak(process.Id);
        TestContext.Current.TestOutputHelper?.WriteLine($"Resident at most: {peak >> 20} MiB");
        Assert.InRange(peak, 1, Limit);
        Assert.Equal(0, await process.StopAsync(TimeSpan.FromSeconds(20)));
    }

    private static long Peak(int process)
    {
        string line = File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) << 10;
    }
}
