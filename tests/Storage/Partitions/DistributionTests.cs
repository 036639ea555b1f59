using Manidala.Tests.Support;

namespace Manidala.Storage.Tests.Partitions;

/// <summary>
/// Whether the journal can be distributed by user: what Citus asks of tables, read from PostgreSQL's own catalogue. Citus itself is not here, so that its planner
/// takes the statements is not shown by this.
/// </summary>
public sealed class DistributionTests(PostgresFixture postgres) : PartitionTest(postgres)
{
    private const string Distributed = "SELECT 'interaction'::regclass AS oid UNION ALL SELECT 'interaction_key'::regclass UNION ALL SELECT inhrelid FROM pg_inherits WHERE inhparent = 'interaction'::regclass";

    [Fact]
    public async Task UniqueIndexes_OfTheJournal_HaveTheUserAmongTheirKeys()
    {
        await OpenAsync();

        List<string> all = await RowsAsync($"SELECT indexrelid::regclass::text FROM pg_index JOIN ({Distributed}) AS journal ON indrelid = journal.oid WHERE indisunique");
        List<string> withoutUser = await RowsAsync(
            $"""
            SELECT indexrelid::regclass::text
            FROM pg_index JOIN ({Distributed}) AS journal ON indrelid = journal.oid
            WHERE (indisunique OR indisexclusion) AND NOT EXISTS (
                SELECT FROM pg_attribute
                WHERE attrelid = indrelid AND attname = 'user_id' AND attnum = ANY ((indkey::smallint[])[0:indnkeyatts - 1]))
            """);

        Assert.Contains("interaction_pkey", all);
        Assert.Contains("interaction_key_pkey", all);
        Assert.Empty(withoutUser);
    }

    [Fact]
    public async Task Constraints_OfTheJournal_LeadToNoOtherTableAndNoTriggerActs()
    {
        await OpenAsync();

        Assert.Equal(0, await CountAsync($"SELECT COUNT(*) FROM pg_constraint WHERE contype = 'f' AND (conrelid IN (SELECT oid FROM ({Distributed}) AS journal) OR confrelid IN (SELECT oid FROM ({Distributed}) AS journal))"));
        Assert.Equal(0, await CountAsync($"SELECT COUNT(*) FROM pg_trigger WHERE tgrelid IN (SELECT oid FROM ({Distributed}) AS journal) AND NOT tgisinternal"));
        Assert.Equal(0, await CountAsync($"SELECT COUNT(*) FROM pg_rewrite WHERE ev_class IN (SELECT oid FROM ({Distributed}) AS journal)"));
    }

    [Fact]
    public async Task Columns_ByWhichItIsDistributed_AreAlikeAndNeverNull()
    {
        await OpenAsync();

        Assert.Equal(["text,true"], await RowsAsync(
            $"SELECT DISTINCT atttypid::regtype || ',' || attnotnull FROM pg_attribute JOIN ({Distributed}) AS journal ON attrelid = journal.oid WHERE attname = 'user_id'"));
        Assert.Equal(["bigint"], await RowsAsync("SELECT format_type(seqtypid, NULL) FROM pg_sequence WHERE seqrelid = 'interaction_sequence_seq'::regclass"));
        Assert.Equal(["r"], await RowsAsync("SELECT partstrat::text FROM pg_partitioned_table WHERE partrelid = 'interaction'::regclass AND partnatts = 1"));
        Assert.Equal(0, await CountAsync("SELECT COUNT(*) FROM pg_class WHERE relispartition AND relkind = 'p'"));
    }

    [Fact]
    public async Task Partitions_WithTheirPrimaryKey_HaveTheTimeInItToo()
    {
        await OpenAsync();

        Assert.Equal(["PRIMARY KEY (user_id, sequence, recorded_ms) INCLUDE (item_id, type, happened_ms, value)"], await RowsAsync(
            $"SELECT DISTINCT pg_get_constraintdef(pg_constraint.oid) FROM pg_constraint JOIN ({Distributed}) AS journal ON conrelid = journal.oid WHERE contype = 'p' AND conrelid <> 'interaction_key'::regclass"));
    }
}
