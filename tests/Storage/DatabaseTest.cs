using Manidala.Engine.Sessions;
using Manidala.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Manidala.Storage.Tests;

/// <summary>A test on a database of its own; every class runs against both kinds.</summary>
public abstract class DatabaseTest(TestDatabase database) : IAsyncLifetime
{
    private readonly List<ManidalaDatabase> _opened = [];

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    protected DatabaseOptions Options => database.Options;

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.CreateAsync();

    public virtual async ValueTask DisposeAsync()
    {
        foreach (ManidalaDatabase opened in _opened)
        {
            await opened.DisposeAsync();
        }

        await database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected async Task<ManidalaDatabase> OpenAsync(DatabaseOptions? options = null)
    {
        ManidalaDatabase opened = await ManidalaDatabase.OpenAsync(options ?? Options, NullLoggerFactory.Instance, Time, Cancelled);
        lock (_opened)
        {
            _opened.Add(opened);
        }

        return opened;
    }

    /// <summary>Runs a statement behind the back of the open database.</summary>
    protected async Task TamperAsync(string sql)
    {
        if (Options.PostgresConnectionString is { } connectionString)
        {
            await PostgresFixture.ExecuteAsync(connectionString, sql);
            return;
        }

        await using SqliteConnection connection = new($"Data Source={Path.Combine(Options.DataDirectory, "manidala.db")};Pooling=False");
        await connection.OpenAsync(Cancelled);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    protected static Interaction Event(string user, string id, string item = "item", double value = 1) =>
        new(id, user, item, "view", TimestampMs: 1_700_000_000_000, value);

    /// <summary>Everything below the horizon, in pages.</summary>
    protected static async Task<List<JournalEntry>> ReadAllAsync(ManidalaDatabase database, int page = 500)
    {
        List<JournalEntry> all = [];
        while (await database.Journal.ReadPageAsync(all.Count == 0 ? 0 : all[^1].Sequence, page, Cancelled) is { Count: > 0 } entries)
        {
            all.AddRange(entries);
        }

        return all;
    }
}
