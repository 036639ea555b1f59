using Manidala.Storage.Postgres;
using Manidala.Tests.Support;
using Npgsql;

namespace Manidala.Storage.Tests.Journal;

/// <summary>What several silos on one PostgreSQL do to each other.</summary>
public sealed class PostgresHorizonTests(PostgresFixture postgres) : DatabaseTest(new PostgresTestDatabase(postgres))
{
    [Fact]
    public async Task ReadPageAsync_WhileTwoSilosWrite_MissesNothingAndRepeatsNothing()
    {
        const int CallsPerSilo = 1500;
        ManidalaDatabase[] silos = [await OpenAsync(), await OpenAsync()];
        ManidalaDatabase follower = await OpenAsync();

        Task<IReadOnlyList<AppendResult>[]> writing = Task.WhenAll(silos.SelectMany((silo, number) =>
            Enumerable.Range(0, CallsPerSilo).Select(call => Task.Run(() => silo.Journal.AppendAsync([Event($"{number}/{call % 50}", $"{call}")], Cancelled)))));
        List<long> followed = [];
        bool isLast;
        do
        {
            isLast = writing.IsCompleted;
            while (await follower.Journal.ReadPageAsync(followed.LastOrDefault(), 100, Cancelled) is { Count: > 0 } page)
            {
                followed.AddRange(page.Select(entry => entry.Sequence));
            }
        }
        while (!isLast);

        IEnumerable<long> written = (await writing).Select(results => results[0].Sequence).Order();
        Assert.Equal(written, followed);
    }

    [Fact]
    public async Task ReadPageAsync_WriterThatHasNotCommitted_StopsBelowItsSequences()
    {
        ManidalaDatabase database = await OpenAsync();
        IReadOnlyList<AppendResult> first = await database.Journal.AppendAsync([Event("u", "1")], Cancelled);
        await using NpgsqlConnection slow = new(Options.PostgresConnectionString);
        await slow.OpenAsync(Cancelled);
        await using NpgsqlTransaction open = await slow.BeginTransactionAsync(Cancelled);
        await using NpgsqlBatch lateGroup = new(slow, open)
        {
            BatchCommands =
            {
                new(JournalHorizon.Announce),
                new("INSERT INTO interaction (sequence, user_id, event_key, item_id, type, value, happened_ms, recorded_ms) VALUES (nextval('interaction_sequence_seq'), 'slow', '', 'i', 'view', 1, 0, 0)"),
            },
        };
        await lateGroup.ExecuteNonQueryAsync(Cancelled);

        IReadOnlyList<AppendResult> third = await database.Journal.AppendAsync([Event("u", "3")], Cancelled);
        IReadOnlyList<JournalEntry> held = await database.Journal.ReadPageAsync(0, 10, Cancelled);
        long heldHorizon = await database.Journal.ReadHorizonAsync(Cancelled);
        IReadOnlyList<PastInteraction> own = await database.Journal.ReadHistoryAsync("u", 0, 10, Cancelled);
        await open.CommitAsync(Cancelled);
        IReadOnlyList<JournalEntry> released = await database.Journal.ReadPageAsync(heldHorizon, 10, Cancelled);

        Assert.Equal([first[0].Sequence], held.Select(entry => entry.Sequence));
        Assert.Equal(first[0].Sequence, heldHorizon);
        Assert.Equal(2, own.Count);
        Assert.Equal(["slow", "u"], released.Select(entry => entry.Interaction.UserId));
        Assert.Equal(third[0].Sequence, released[^1].Sequence);
    }

    [Fact]
    public async Task ReadPageAsync_OtherTransactionsStillOpen_DoNotHoldItBack()
    {
        ManidalaDatabase database = await OpenAsync();
        await using NpgsqlConnection other = new(Options.PostgresConnectionString);
        await other.OpenAsync(Cancelled);
        await using NpgsqlTransaction open = await other.BeginTransactionAsync(Cancelled);
        await using NpgsqlCommand takeNumber = new("SELECT pg_current_xact_id()", other, open);
        await takeNumber.ExecuteScalarAsync(Cancelled);

        await database.Journal.AppendAsync([Event("u", "1")], Cancelled);

        Assert.Single(await database.Journal.ReadPageAsync(0, 10, Cancelled));
    }

    [Fact]
    public async Task AppendAsync_SameIdsFromTwoSilosInOppositeOrder_RecordsEachOnce()
    {
        ManidalaDatabase[] silos = [await OpenAsync(), await OpenAsync()];
        var forward = Enumerable.Range(0, 200).Select(i => Event($"{i % 7}", $"{i}")).ToList();

        for (int round = 0; round < 5; round++)
        {
            var events = forward.ConvertAll(e => e with { Id = $"{round}/{e.Id}" });
            IReadOnlyList<AppendResult>[] results = await Task.WhenAll(
                silos[0].Journal.AppendAsync(events, Cancelled),
                silos[1].Journal.AppendAsync([.. events.AsEnumerable().Reverse()], Cancelled));

            Assert.Equal(results[0].Select(result => result.Sequence), results[1].Reverse().Select(result => result.Sequence));
            Assert.Equal(events.Count, results.Sum(result => result.Count(one => !one.IsDuplicate)));
        }
    }

    [Fact]
    public async Task AppendAsync_ConnectionLost_FailsThatGroupAndGoesOn()
    {
        ManidalaDatabase database = await OpenAsync();
        await database.Journal.AppendAsync([Event("u", "1")], Cancelled);
        await PostgresFixture.ExecuteAsync(
            Options.PostgresConnectionString!,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        Task<IReadOnlyList<AppendResult>> broken = database.Journal.AppendAsync([Event("u", "2")], Cancelled);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => broken);
        IReadOnlyList<AppendResult> again = await database.Journal.AppendAsync([Event("u", "2")], Cancelled);

        Assert.False(again[0].IsDuplicate);
        Assert.Equal(2, (await database.Journal.ReadOldestAsync("u", 0, 10, Cancelled)).Count);
    }
}
