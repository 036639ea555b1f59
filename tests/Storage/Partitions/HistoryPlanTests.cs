using System.Text.Json;
using Manidala.Storage.Postgres;
using Manidala.Tests.Support;

namespace Manidala.Storage.Tests.Partitions;

/// <summary>How PostgreSQL finds a user's newest interactions in many partitions.</summary>
public sealed class HistoryPlanTests(PostgresFixture postgres) : PartitionTest(postgres)
{
    private const int Months = 24;
    private const int Wanted = 100;

    [Fact]
    public async Task History_OfAUserInTwoYearsOfPartitions_IsReadFromTheIndexesAndLittleOfThem()
    {
        await OpenAsync();
        await MakeMonthsAsync("2020-01-01", Months);
        await TamperAsync(
            """
            INSERT INTO interaction (sequence, user_id, event_key, item_id, type, value, happened_ms, recorded_ms)
            SELECT number, 'u' || number % 100, decode(md5(number::text), 'hex'), 'item-' || number % 500, 'view', 1, 0, 1577836800000 + number::bigint * 1209600
            FROM generate_series(1, 50000) AS number
            """);
        await TamperAsync("VACUUM ANALYZE interaction");

        JsonElement plan = await ExplainAsync(PostgresHistory.Newest.Replace("$1", "'u7'", StringComparison.Ordinal).Replace("$2", "0", StringComparison.Ordinal).Replace("$3", $"{Wanted}", StringComparison.Ordinal));
        List<JsonElement> nodes = [.. NodesOf(plan.GetProperty("Plan"))];

        // No partition is read through, or sorted: the key's index of each hands over what is asked of it, and the merge stops at the last that is wanted. In one that is
        // empty either index is as good.
        List<JsonElement> scans = nodes.FindAll(node => node.TryGetProperty("Relation Name", out _));
        List<JsonElement> filled = scans.FindAll(scan => string.CompareOrdinal(scan.GetProperty("Relation Name").GetString(), "interaction_2022") < 0);
        Assert.Equal(Months, filled.Count);
        Assert.All(filled, scan => Assert.Equal("Index Only Scan", scan.GetProperty("Node Type").GetString()));
        Assert.All(filled, scan => Assert.EndsWith("_pkey", scan.GetProperty("Index Name").GetString(), StringComparison.Ordinal));
        Assert.DoesNotContain(nodes, node => node.GetProperty("Node Type").GetString() is "Sort" or "Seq Scan");
        Assert.Equal(Wanted, nodes[0].GetProperty("Actual Rows").GetDouble());
        Assert.InRange(scans.Sum(scan => scan.GetProperty("Actual Rows").GetDouble()), Wanted, Wanted + scans.Count);
        Assert.InRange(nodes[0].GetProperty("Shared Hit Blocks").GetInt64() + nodes[0].GetProperty("Shared Read Blocks").GetInt64(), 1, 10 * scans.Count);
    }

    private async Task<JsonElement> ExplainAsync(string statement)
    {
        using JsonDocument document = JsonDocument.Parse((string)(await ScalarAsync($"EXPLAIN (ANALYZE, BUFFERS, FORMAT json) {statement}"))!);
        return document.RootElement[0].Clone();
    }

    private static IEnumerable<JsonElement> NodesOf(JsonElement node)
    {
        yield return node;
        foreach (JsonElement below in node.TryGetProperty("Plans", out JsonElement plans) ? plans.EnumerateArray().SelectMany(NodesOf) : [])
        {
            yield return below;
        }
    }
}
