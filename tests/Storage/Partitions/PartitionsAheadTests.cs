using System.Diagnostics.Metrics;
using Manidala.Gateway.Tests;
using Manidala.Storage.Postgres.Partitions;
using Manidala.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Manidala.Storage.Tests.Partitions;

public sealed class PartitionsAheadTests(PostgresFixture postgres) : PartitionTest(postgres)
{
    [Fact]
    public async Task OpenAsync_NewDatabase_HasPartitionsForNowAndTheTimeToCome()
    {
        ManidalaDatabase database = await OpenAsync();
        DateTimeOffset now = await database.Partitions!.ReadClockAsync(Cancelled);
        IReadOnlyList<JournalPartition> partitions = await database.Partitions.ListAsync(Cancelled);

        await database.Journal.AppendAsync([Event("u", "1") with { TimestampMs = 0 }, Event("u", "2") with { TimestampMs = 4_102_444_800_000 }], Cancelled);

        JournalPartition current = Assert.Single(partitions, one => one.From <= now && now < one.To);
        Assert.Equal(PartitionKind.Rest, partitions[^1].Kind);
        Assert.True(partitions.Max(one => one.To) > now.AddDays(60));
        Assert.Equal(2, await CountAsync($"SELECT COUNT(*) FROM {current.Name}"));
    }

    [Fact]
    public async Task KeepAheadAsync_AsTimeGoesOn_MakesWhatIsMissingAndNoMore()
    {
        PostgresPartitions partitions = PartitionsOf(await OpenAsync());
        DateTimeOffset end = (await partitions.KeepAheadAsync(Cancelled)).End!.Value;

        PartitionCoverage sooner = await partitions.KeepAheadAsync(end.AddDays(-70), Cancelled);
        PartitionCoverage later = await partitions.KeepAheadAsync(end.AddDays(1), Cancelled);
        PartitionCoverage again = await partitions.KeepAheadAsync(end.AddDays(1), Cancelled);

        Assert.Equal((end, 0), (sooner.End, sooner.Made));
        Assert.Equal((end.AddMonths(3), 3), (later.End, later.Made));
        Assert.Equal((end.AddMonths(3), 0), (again.End, again.Made));
        Assert.Equal(end.AddMonths(3), partitions.End);
    }

    [Fact]
    public async Task KeepAheadAsync_ManyProcessesAtOnce_MakeEachOnce()
    {
        PostgresPartitions[] silos = [PartitionsOf(await OpenAsync()), PartitionsOf(await OpenAsync()), PartitionsOf(await OpenAsync())];
        DateTimeOffset end = silos[0].End!.Value;

        PartitionCoverage[] coverages = await Task.WhenAll(silos.Select(silo => Task.Run(() => silo.KeepAheadAsync(end, Cancelled))));

        Assert.Equal(3, coverages.Sum(one => one.Made));
        Assert.All(coverages, one => Assert.Equal(end.AddMonths(3), one.End));
    }

    [Fact]
    public async Task KeepAheadAsync_InteractionsThatCameWhileNobodyMadeAny_MoveIntoTheirPartition()
    {
        ManidalaDatabase database = await OpenAsync();
        PostgresPartitions partitions = PartitionsOf(database);
        DateTimeOffset end = partitions.End!.Value;
        IReadOnlyList<AppendResult> appended = await database.Journal.AppendAsync([Event("u", "1"), Event("u", "2"), Event("u", "3")], Cancelled);
        await MoveAsync($"{end.AddDays(3):u}", $"sequence = {appended[1].Sequence}");
        Assert.Equal(1, await CountAsync("SELECT COUNT(*) FROM interaction_rest"));

        await partitions.KeepAheadAsync(end.AddDays(4), Cancelled);

        Assert.Equal(0, await CountAsync("SELECT COUNT(*) FROM interaction_rest"));
        Assert.Equal(1, await CountAsync($"SELECT COUNT(*) FROM interaction_{end.UtcDateTime:yyyyMMdd}"));
        Assert.Equal(appended.Select(one => one.Sequence), (await ReadAllAsync(database)).Select(entry => entry.Sequence));
        Assert.True((await database.Journal.AppendAsync([Event("u", "2")], Cancelled))[0].IsDuplicate);
    }

    [Fact]
    public async Task KeepAheadAsync_RoleThatOwnsNothing_MakesNoneAndWarnsBeforeTheyEnd()
    {
        PostgresPartitions owner = PartitionsOf(await OpenAsync());
        using CapturedLogs logs = new();
        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddProvider(logs));
        await using ManidalaDatabase database = await ManidalaDatabase.OpenAsync(await ServiceAsync(), loggers, Time, Cancelled);
        PostgresPartitions service = PartitionsOf(database);
        DateTimeOffset end = owner.End!.Value;

        PartitionCoverage inTime = await service.KeepAheadAsync(end.AddDays(-8), Cancelled);
        int warningsInTime = WarningsIn(logs);
        PartitionCoverage late = await service.KeepAheadAsync(end.AddDays(-6), Cancelled);

        Assert.Equal((end, 0), (inTime.End, inTime.Made));
        Assert.Equal((end, 0), (late.End, late.Made));
        Assert.Equal((0, 1), (warningsInTime, WarningsIn(logs)));
    }

    [Fact]
    public async Task AppendAsync_RoleThatOwnsNothingAfterAllPartitionsEnded_IsTakenAllTheSame()
    {
        ManidalaDatabase owner = await OpenAsync();
        foreach (JournalPartition partition in (await owner.Partitions!.ListAsync(Cancelled)).Where(one => one.Kind == PartitionKind.Period))
        {
            await TamperAsync($"DROP TABLE {partition.Name}");
        }

        await using ManidalaDatabase service = await ManidalaDatabase.OpenAsync(await ServiceAsync(), NullLoggerFactory.Instance, Time, Cancelled);
        IReadOnlyList<AppendResult> first = await service.Journal.AppendAsync([Event("u", "1"), Event("v", "1")], Cancelled);
        IReadOnlyList<AppendResult> again = await service.Journal.AppendAsync([Event("u", "1")], Cancelled);
        long erased = await service.Journal.EraseUserAsync("v", Cancelled);
        int made = (await owner.Partitions.KeepAheadAsync(Cancelled)).Made;

        Assert.Equal([false, false], first.Select(one => one.IsDuplicate));
        Assert.Equal(new AppendResult(first[0].Sequence, IsDuplicate: true), again[0]);
        Assert.Equal((1, 3), (erased, made));
        Assert.Equal(0, await CountAsync("SELECT COUNT(*) FROM interaction_rest"));
        Assert.Single(await ReadAllAsync(service));
        string ofService = (await ServiceAsync()).PostgresConnectionString!;
        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => PostgresFixture.ExecuteAsync(ofService, "DROP TABLE interaction_rest"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task Metrics_OfAnOpenDatabase_SayHowLongThePartitionsLast()
    {
        await using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        IMeterFactory meters = services.GetRequiredService<IMeterFactory>();
        List<double> left = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Name == "manidala.journal.partitions.left")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => left.Add(value));
        listener.Start();
        await using ManidalaDatabase database = await ManidalaDatabase.OpenAsync(Options, NullLoggerFactory.Instance, Time, Cancelled, meters);

        listener.RecordObservableInstruments();
        Time.Advance(TimeSpan.FromHours(1));
        listener.RecordObservableInstruments();

        Assert.Equal((PartitionsOf(database).End!.Value - Time.GetUtcNow()).TotalSeconds, left[1]);
        Assert.Equal(3600, left[0] - left[1]);
    }

    private static int WarningsIn(CapturedLogs logs) =>
        logs.Lines.Count(line => line.Level == LogLevel.Warning && line.Text.Contains("./manidala schema", StringComparison.Ordinal));

    /// <summary>As docs/postgres/roles.sql grants it: reads and writes rows, and makes nothing.</summary>
    private async Task<DatabaseOptions> ServiceAsync()
    {
        NpgsqlConnectionStringBuilder settings = new(ConnectionString);
        string role = $"service_{settings.Database}";
        await TamperAsync(
            $"""
            DO $$ BEGIN CREATE ROLE {role} LOGIN NOINHERIT; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
            GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
            """);
        settings.Username = role;
        return new() { DataDirectory = Options.DataDirectory, PostgresConnectionString = settings.ConnectionString };
    }
}
