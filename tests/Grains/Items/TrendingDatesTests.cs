using Manidala.Engine.Sessions;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Manidala.Grains.Tests.Items;

public sealed class TrendingDatesTests
{
    private const long Year2100 = 4_102_444_800_000;
    private static readonly ItemListQuery Ten = new(10, null, WithItems: false);

    [Fact]
    public async Task Trending_InteractionsDatedIn2100_CountAsOfWhenTheyWereRecorded()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using TestManidala manidala = await TestManidala.StartAsync(withModel: false, databaseTime: time);
        await RecordAsync(manidala, "item-1", count: 10, Year2100);
        time.Advance(TimeSpan.FromDays(366));
        await RecordAsync(manidala, "item-2", count: 1, time.GetUtcNow().ToUnixTimeMilliseconds());
        await RecordAsync(manidala, "item-3", count: 10, timestampMs: 0);

        await manidala.RefreshTrendingAsync(through: 21);

        ItemList trending = await manidala.Grains.GetGrain<IItemsGrain>(0).Trending(Ten);
        Assert.Equal(["item-2", "item-1", "item-3"], trending.Items.Select(item => item.Id));
    }

    // Into the journal, as an import does: what comes over HTTP may be a day ahead at most.
    private static Task RecordAsync(TestManidala manidala, string item, int count, long timestampMs) => manidala.Database.Journal.AppendAsync(
        [.. Enumerable.Range(0, count).Select(number => new Interaction($"{item}-{number}", $"user-{number}", item, "like", timestampMs, 1))], CancellationToken.None);
}
