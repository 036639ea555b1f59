using Manidala.Engine.Tests.Support;
using Manidala.Tests.Support;

namespace Manidala.Storage.Tests.Simulation;

/// <summary>The journal's writer over the least of all tables: thousands of schedules.</summary>
public sealed class JournalSimulationTests
{
    [Fact]
    public Task Writer_UnderFaultsDeathsAndRepeats_AcknowledgesWhatIsJournaledOnceAndInOrder() => Seeds.RunAsync(1500, steps: 60, run => JournalWorld.RunAsync(
        run,
        new TableInMemory(),
        new() { DataDirectory = "unused", JournalMaxGroup = 1 + run.Below(6), JournalQueueCapacity = 3 + run.Below(12) },
        deaths: 0.04));
}

public sealed class SqliteJournalSimulationTests() : DatabaseSimulationTests(new SqliteTestDatabase(), cases: 30);

public sealed class PostgresJournalSimulationTests(PostgresFixture postgres) : DatabaseSimulationTests(new PostgresTestDatabase(postgres), cases: 8);

/// <summary>The same over real databases, whose deduplication, order and reads beside each other's writes are part of what is promised.</summary>
public abstract class DatabaseSimulationTests(TestDatabase database, int cases) : DatabaseTest(database)
{
    [Fact]
    public Task Journal_UnderFaultsDeathsAndRepeats_AcknowledgesWhatIsJournaledOnceAndInOrder() => Seeds.RunAsync(cases, steps: 60, run => JournalWorld.RunAsync(
        run,
        new DatabaseStore(
            new() { DataDirectory = Options.DataDirectory, PostgresConnectionString = Options.PostgresConnectionString, JournalMergeAfter = 5 }, Time),
        new()
        {
            DataDirectory = Options.DataDirectory,
            JournalMaxGroup = 1 + run.Below(6),
            JournalQueueCapacity = 3 + run.Below(12),
        },
        deaths: 0.02));
}
