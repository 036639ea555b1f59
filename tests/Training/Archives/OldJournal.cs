using System.Globalization;
using Manidala.Engine.Catalog;
using Manidala.Engine.Sessions;
using Manidala.Storage;
using Manidala.Tests.Support;
using Manidala.Training.Archives;
using Manidala.Training.Tests.Commands;
using Manidala.Training.Tests.Import;
using Microsoft.Extensions.Logging.Abstractions;

namespace Manidala.Training.Tests.Archives;

/// <summary>A journal on PostgreSQL with three months of the past, and a folder for its archive. Users 0 to 9 have 12 interactions in each month, and 12 now.</summary>
internal sealed class OldJournal : IAsyncDisposable
{
    public const int Months = 3;
    public const int Users = 10;
    public const int PerMonth = 12;

    private readonly TemporaryFolder _folder = new();
    private readonly PostgresFixture _postgres;
    private readonly string _connectionString;

    private OldJournal(PostgresFixture postgres, string connectionString)
    {
        _postgres = postgres;
        _connectionString = connectionString;
    }

    public string Out => _folder.Sub("archive");

    public Dictionary<string, string> Environment => new() { ["DATABASE_URL"] = _connectionString };

    public IReadOnlyList<string> Files => [.. Directory.GetFiles(Out).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public static async Task<OldJournal> CreateAsync(PostgresFixture postgres)
    {
        OldJournal journal = new(postgres, await postgres.CreateDatabaseAsync());
        await using ManidalaDatabase database = await journal.OpenAsync();
        await database.Catalog.PutAsync(
            [.. Enumerable.Range(0, 20).Select(number => new Item(0, $"item-{number}", "", [], "{}", IsHidden: false, DateTimeOffset.UnixEpoch, ExpiresAt: null))], Cancelled);
        for (int month = 0; month <= Months; month++)
        {
            await database.Journal.AppendAsync([.. Interactions(month)], Cancelled);
            if (month < Months)
            {
                await journal.ExecuteAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    CREATE TABLE interaction_{First(month):yyyyMMdd} PARTITION OF interaction
                        FOR VALUES FROM ({First(month).ToUnixTimeMilliseconds()}) TO ({First(month + 1).ToUnixTimeMilliseconds()});
                    UPDATE interaction SET recorded_ms = {First(month).ToUnixTimeMilliseconds()} + sequence WHERE recorded_ms > {First(Months).ToUnixTimeMilliseconds()};
                    """));
            }
        }

        return journal;
    }

    public static IEnumerable<Interaction> Interactions(int month) =>
        from number in Enumerable.Range(0, PerMonth)
        from user in Enumerable.Range(0, Users)
        select new Interaction($"{month}/{number}", $"user-{user}", $"item-{(user + number + (month * 3)) % 20}", "like", First(month).ToUnixTimeMilliseconds() + number, 1);

    public Task<ManidalaDatabase> OpenAsync() => ManidalaDatabase.OpenAsync(
        DatabaseOptions.FromEnvironment(_folder.Path, name => Environment.GetValueOrDefault(name)), NullLoggerFactory.Instance, TimeProvider.System, Cancelled);

    public Task ExecuteAsync(string sql) => PostgresFixture.ExecuteAsync(_connectionString, sql);

    public CommandLine Command() => new(environment: name => Environment.GetValueOrDefault(name));

    public async Task<List<JournalEntry>> ReadJournalAsync()
    {
        await using ManidalaDatabase database = await OpenAsync();
        return [.. await database.Journal.ReadPageAsync(0, 100_000, Cancelled)];
    }

    public async Task<List<JournalEntry>> ReadFileAsync(string name)
    {
        List<JournalEntry> rows = [];
        await foreach (IReadOnlyList<JournalEntry> group in ArchiveReader.ReadAsync(Path.Combine(Out, name), Cancelled))
        {
            rows.AddRange(group);
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        await _postgres.DropDatabaseAsync(_connectionString);
        _folder.Dispose();
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static DateTimeOffset First(int month) => new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(month);
}
