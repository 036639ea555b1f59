using System.Net;
using System.Security.Cryptography;
using Manidala.Client;
using Manidala.EndToEnd.Tests.Support;
using Manidala.EndToEnd.Tests.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Manidala.EndToEnd.Tests.Clients;

/// <summary>The .NET client against a running server.</summary>
[Collection(WebCollection.Name)]
public sealed class DotnetClientTests(RunningManidala server) : IAsyncLifetime
{
    private ServiceProvider _services = null!;

    private ManidalaClient Client => _services.GetRequiredService<ManidalaClient>();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Uri address = await server.AddressAsync();
        var services = new ServiceCollection();
        services.AddManidala(options => (options.Address, options.BatchDelay) = (address, TimeSpan.FromHours(1)));
        _services = services.BuildServiceProvider();
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task Record_AClick_IsInTheNextFeedAndCountsOnce()
    {
        string user = NewUser();
        Feed before = await Client.GetFeedAsync(user, new FeedQuery { Count = 5 }, Cancelled);
        var like = new Interaction(user, before.Items[0].Id, "like") { Id = "e1", Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(1_767_225_600_000) };

        RecordedInteraction recorded = await Client.RecordAsync(like, Cancelled);
        Feed after = await Client.GetFeedAsync(user, new FeedQuery { Count = 5, WithItems = true }, Cancelled);
        RecordedInteraction again = await Client.RecordAsync(like, Cancelled);

        Assert.Equal((0L, recorded.Sequence!.Value), (before.Sequence, after.Sequence));
        Assert.DoesNotContain(after.Items, entry => entry.Id == like.ItemId || string.IsNullOrEmpty(entry.Item!.Title));
        Assert.Equal((recorded.Sequence, true), (again.Sequence, again.Duplicate));
        PastInteraction past = Assert.Single((await Client.GetSessionAsync(user, Cancelled)).Recent);
        Assert.Equal(("like", like.Timestamp), (past.Type, past.Timestamp));
    }

    [Fact]
    public async Task Pages_OfAFeed_DoNotRepeat()
    {
        var ids = new List<string>();
        await foreach (Feed page in Client.GetPagesAsync(NewUser(), new FeedQuery { Count = 50 }, Cancelled))
        {
            ids.AddRange(page.Items.Select(entry => entry.Id));
            if (ids.Count >= 150)
            {
                break;
            }
        }

        Assert.Equal(150, ids.Distinct().Count());
    }

    [Fact]
    public async Task Writer_ManyInteractions_AreAllRecordedInTheirOrder()
    {
        string user = NewUser();
        var writer = _services.GetRequiredService<InteractionWriter>();
        for (int at = 0; at < 250; at++)
        {
            await writer.WriteAsync(new Interaction(user, $"dotnet-{at}", "view"), Cancelled);
        }

        await writer.FlushAsync(Cancelled);

        using var api = new Api(await server.AddressAsync());
        Assert.Equal(Enumerable.Range(0, 250).Select(at => $"dotnet-{at}"), (await api.ExportAsync(user)).Select(each => each.ItemId));
    }

    [Fact]
    public async Task Items_PutByTag_AreChangedByNobodyInBetween()
    {
        string id = NewUser();
        CatalogueItem first = await Client.Items.PutAsync(new CatalogueItem(id) { Title = "one", IsHidden = true }, cancellationToken: Cancelled);
        CatalogueItem second = await Client.Items.PutAsync(first with { Title = "two" }, first.Tag, Cancelled);

        var refusal = await Assert.ThrowsAsync<ManidalaException>(() => Client.Items.PutAsync(first with { Title = "three" }, first.Tag, Cancelled));

        Assert.Equal((HttpStatusCode.PreconditionFailed, "If-Match"), (refusal.Status, refusal.Field));
        CatalogueItem? read = await Client.Items.GetAsync(id, Cancelled);
        Assert.Equal(("two", second.Tag), (read!.Title, read.Tag));
        Assert.True(await Client.Items.DeleteAsync(id, second.Tag, Cancelled));
        Assert.False(await Client.Items.DeleteAsync(id, cancellationToken: Cancelled));
        Assert.Null(await Client.Items.GetAsync(id, Cancelled));
    }

    [Fact]
    public async Task Items_ManyImported_ComeOutAgain()
    {
        string prefix = NewUser();
        IEnumerable<CatalogueItem> items = Enumerable.Range(0, 2500).Select(at => new CatalogueItem($"{prefix}-{at:0000}") { Title = $"Item {at}", IsHidden = true });

        ImportReport report = await Client.Items.ImportAsync(items.Append(new CatalogueItem("")).ToAsyncEnumerable(), Cancelled);

        Assert.Equal((2501, 2500, 1), (report.Lines, report.Accepted, report.Failed));
        Assert.Equal((2501, "id"), (report.Errors[0].Line, report.Errors[0].Field));
        List<CatalogueItem> exported = await Client.Items.ExportAsync(Cancelled).Where(item => item.Id.StartsWith(prefix, StringComparison.Ordinal)).ToListAsync(Cancelled);
        Assert.Equal(items.Select(item => (item.Id, item.Title)), exported.Select(item => (item.Id, item.Title)));
    }

    [Fact]
    public async Task Lists_AndRefusals_AreTyped()
    {
        ItemList latest = await Client.GetLatestAsync(new FeedQuery { Count = 3 }, Cancelled);
        ItemList next = await Client.GetLatestAsync(new FeedQuery { Count = 3, Cursor = latest.Cursor }, Cancelled);
        Assert.Empty(latest.Items.Select(entry => entry.Id).Intersect(next.Items.Select(entry => entry.Id)));
        Assert.Equal(4, (await Client.GetSimilarAsync(latest.Items[0].Id, new FeedQuery { Count = 4 }, Cancelled)).Items.Count);
        Assert.Equal(3, (await Client.GetTrendingAsync(new FeedQuery { Count = 3 }, Cancelled)).Items.Count);
        Assert.NotEmpty(await Client.GetCategoriesAsync(Cancelled));

        var refusal = await Assert.ThrowsAsync<ManidalaException>(() => Client.GetFeedAsync("u", new FeedQuery { Count = 501 }, Cancelled));
        Assert.Equal((HttpStatusCode.BadRequest, "n", "'501'"), (refusal.Status, refusal.Field, refusal.Found));
    }

    [Fact]
    public async Task ReadmeExample_IsWhatRunsHereAndRuns()
    {
        string source = await File.ReadAllTextAsync(Path.Combine(Programs.Root, "tests", "EndToEnd", "Clients", "ReadmeExample.cs"), Cancelled);
        string readme = await File.ReadAllTextAsync(Path.Combine(Programs.Root, "README.md"), Cancelled);
        string[] example = [.. Lines(readme.Split("```csharp")[1].Split("```")[0])];
        Assert.InRange(example.Length, 1, 10);
        Assert.Equal(example, Lines(source.Split("// README")[1].Split("// End")[0]).Select(line => line.Replace("(user", "(\"ada\"", StringComparison.Ordinal)));

        IReadOnlyList<string> said = await ReadmeExample.RunAsync(await server.AddressAsync(), NewUser());

        Assert.Equal(2, said.Count);
        Assert.StartsWith("0: ", said[0]);
    }

    private static IEnumerable<string> Lines(string code) => code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);

    private static string NewUser() => $"dotnet-{RandomNumberGenerator.GetHexString(10, lowercase: true)}";
}
