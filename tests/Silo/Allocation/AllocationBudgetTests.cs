using System.Diagnostics;
using System.Globalization;
using System.Text;
using Manidala.Engine.Catalog;
using Manidala.Engine.Tests.Support;
using Manidala.Silo.Tests.Hosting;
using Manidala.Storage;

namespace Manidala.Silo.Tests.Allocation;

/// <summary>Holds what an operation allocates on the server, through the whole HTTP stack, to the budget. Alone in the process while it runs.</summary>
[CollectionDefinition(nameof(AllocationBudgetTests), DisableParallelization = true)]
[Collection(nameof(AllocationBudgetTests))]
public sealed class AllocationBudgetTests : IDisposable
{
    private const int Items = 1_000;
    private const int Dimension = 16;
    private const int Users = 64;
    private const int BatchSize = 100;

    // A window is judged by itself and the least of them counts: code that is still being compiled, and the server's own work that falls into one, only add.
    private const int FewestWindows = 3;
    private const int MostWindows = 24;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("manidala-silo-");

    [Fact]
    public async Task Operations_OverHttp_AllocateNoMoreThanTheirBudgets()
    {
        AllocationBudget budget = AllocationBudget.Read();
        string bundle = Path.Combine(_folder.FullName, "bundle");
        string data = _folder.CreateSubdirectory("data").FullName;
        TestBundle.Write(bundle, "budget", Items, Dimension, seed: 1);

        Dictionary<string, double> measured = await ComposedSilo.ServeAsync(
            data,
            new() { ["MODEL_PATH"] = bundle, ["Gateway:FloorEndpoint"] = "true", ["LOG_LEVEL"] = "warn" },
            FillAsync,
            async address =>
            {
                using var client = new QuietClient(address);
                int posted = 0;

                // Sessions for all, so that every feed is retrieved.
                foreach (int user in Enumerable.Range(0, 3 * Users))
                {
                    client.Call(Post([(user % Users, posted++)]));
                }

                return Measure(client, budget, posted, await IdleBytesASecondAsync());
            });

        string[] exceeded = [.. measured.Where(one => one.Value > budget.BytesOf(one.Key)).Select(one => string.Create(
            CultureInfo.InvariantCulture,
            $"{one.Key}: {one.Value:N0} bytes, {one.Value - budget.BytesOf(one.Key):N0} more than the budget of {budget.BytesOf(one.Key):N0}"))];
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join("; ", measured.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key} {one.Value:N0}"))));
        Assert.True(exceeded.Length == 0, string.Join("; ", exceeded));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Task FillAsync(ManidalaDatabase database) =>
        database.Catalog.PutAsync([.. Enumerable.Range(0, Items).Select(NewItem)], TestContext.Current.CancellationToken);

    /// <summary>What the server allocates by itself: a slow disk would otherwise put more of it into each operation.</summary>
    private static async Task<double> IdleBytesASecondAsync()
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        long started = Stopwatch.GetTimestamp();
        await Task.Delay(Idle, TestContext.Current.CancellationToken);
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static Dictionary<string, double> Measure(QuietClient client, AllocationBudget budget, int posted, double idleBytesASecond)
    {
        byte[][] floors = [.. Enumerable.Range(0, Users).Select(user => Get($"/floor/user-{user}"))];
        byte[][] feeds = [.. Enumerable.Range(0, Users).Select(user => Get($"/v1/users/user-{user}/feed?n=20"))];
        return new Dictionary<string, double>
        {
            ["floor"] = Least("floor", 1_000, 1, calls => Repeated(floors, calls)),
            ["feed"] = Least("feed", 1_000, 1, calls => Repeated(feeds, calls)),
            ["interaction"] = Least("interaction", 200, 1, calls => [.. Enumerable.Range(0, calls).Select(_ => Post([(posted % Users, posted++)]))]),
            ["interaction of a batch"] = Least("interaction of a batch", 20, BatchSize, calls =>
                [.. Enumerable.Range(0, calls).Select(_ => Post([.. Enumerable.Range(0, BatchSize).Select(_ => (posted % Users, posted++))]))]),
        };

        // The bytes of an operation in the window that took the fewest; no more windows are run than it takes to be within the budget.
        double Least(string operation, int calls, int operationsACall, Func<int, byte[][]> requestsOf)
        {
            double least = double.MaxValue;
            for (int window = 0; window < FewestWindows || (window < MostWindows && least > budget.BytesOf(operation)); window++)
            {
                // Made before, since they are allocated here.
                least = Math.Min(least, BytesOf(client, requestsOf(calls), idleBytesASecond) / operationsACall);
            }

            return least;
        }
    }

    private static double BytesOf(QuietClient client, byte[][] requests, double idleBytesASecond)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        long started = Stopwatch.GetTimestamp();
        foreach (byte[] request in requests)
        {
            client.Call(request);
        }

        double ownWork = idleBytesASecond * Stopwatch.GetElapsedTime(started).TotalSeconds;
        return (GC.GetTotalAllocatedBytes(precise: true) - before - ownWork) / requests.Length;
    }

    private static byte[][] Repeated(byte[][] requests, int count) => [.. Enumerable.Range(0, count).Select(place => requests[place % requests.Length])];

    private static byte[] Get(string path) => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");

    private static byte[] Post((int User, int Number)[] interactions)
    {
        // A user never likes the same item twice in a row, so every interaction is a step.
        string body = "[" + string.Join(',', interactions.Select(one => $$"""{"userId":"user-{{one.User}}","itemId":"item-{{one.Number % Items}}","type":"like","id":"event-{{one.Number}}"}""")) + "]";
        return Encoding.ASCII.GetBytes($"POST /v1/interactions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    private static Item NewItem(int number) => new(
        0, $"item-{number}", $"Item {number}", [number % 2 == 0 ? "even" : "odd"], "{}", false, DateTimeOffset.FromUnixTimeSeconds(number), null);
}
