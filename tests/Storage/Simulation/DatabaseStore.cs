using System.Globalization;
using Manidala.Storage.Journal;
using Manidala.Storage.Postgres;
using Manidala.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Manidala.Storage.Tests.Simulation;

/// <summary>A real database of either kind; each process has its own connections and its own memory of it.</summary>
internal sealed class DatabaseStore(DatabaseOptions options, TimeProvider time) : ISimulatedStore
{
    public async Task<IOpenStore> OpenAsync() => new Open(
        options.PostgresConnectionString is { } connectionString
            ? await PostgresOpener.OpenAsync(connectionString, options.JournalPeriod, NullLoggerFactory.Instance, TestContext.Current.CancellationToken)
            : await SqliteOpener.OpenAsync(options, time, TestContext.Current.CancellationToken));

    private sealed class Open(OpenDatabase opened) : IOpenStore
    {
        private readonly JournalReader _reader = new(opened.Database);

        public IJournalCommitter Committer => opened.Committer;

        public async Task<IReadOnlyList<StoredRow>> ReadAsync(string userId)
        {
            IReadOnlyList<JournalEntry> entries = await _reader.ReadOldestAsync(userId, 0, 100_000, TestContext.Current.CancellationToken);
            HistoryLookup lookup = new(userId, after: 0, most: 100_000, isWholeOrNothing: false, queuedAt: 0, CancellationToken.None);
            using (IHistorySource histories = opened.OpenHistory())
            {
                await histories.ReadAsync([lookup]);
            }

            // What sessions are folded from and what is exported are read by different statements.
            Assert.Equal(entries.Select(entry => entry.Sequence), (await lookup.Done)!.Select(past => past.Sequence));
            return [.. entries.Select(entry => new StoredRow(
                entry.Sequence, entry.Interaction.UserId, UInt128.Parse(entry.Interaction.Id, NumberStyles.HexNumber, CultureInfo.InvariantCulture), entry.Interaction.ItemId))];
        }

        public async ValueTask DisposeAsync()
        {
            await opened.Database.DisposeAsync();
            if (opened.Grains is not null)
            {
                await opened.Grains.DisposeAsync();
            }
        }
    }
}
