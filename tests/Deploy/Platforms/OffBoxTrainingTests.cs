using Manidala.Deploy.Tests.Support;
using Manidala.EndToEnd.Tests.Support;
using Manidala.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Manidala.Deploy.Tests.Platforms;

/// <summary>The path of docs/deploy.md by which a model is trained on another machine: a copy of the database, a training of it, and its bundle over HTTP.</summary>
public sealed class OffBoxTrainingTests(SampleFolder sample, PostgresFixture postgres)
{
    private const long SomeTimeMs = 1_767_225_600_000;

    [Fact]
    public async Task Model_TrainedOnACopyOfTheFolder_IsServedByTheServerThatItCameFrom()
    {
        string folder = await sample.CopyAsync();
        await using RunningSilo server = await RunningSilo.StartAsync(folder);
        string copy = sample.NewFolder();
        Backup(Path.Combine(folder, "manidala.db"), Path.Combine(copy, "manidala.db"));

        await ExpectServedAsync(server, ["--data", copy], []);
    }

    [Fact]
    public async Task Model_TrainedOnADumpOfPostgres_IsServedByTheServerThatItCameFrom()
    {
        Dictionary<string, string> environment = await TestPostgres.CreateSampleAsync(postgres, sample);
        await using RunningSilo server = await RunningSilo.StartAsync(sample.NewFolder(), environment);
        await TestPostgres.PublishModelAsync(server.Address, await sample.CopyAsync());
        string elsewhere = TestPostgres.ToUrl(await postgres.CreateDatabaseAsync());
        string dump = Path.Combine(sample.NewFolder(), "manidala.dump");
        string programs = PostgresServer.FindBinaries()!;
        await ProgramRun.OutputOfAsync(Path.Combine(programs, "pg_dump"), ["-Fc", "--no-owner", "--no-privileges", "-f", dump, environment["DATABASE_URL"]]);
        await ProgramRun.OutputOfAsync(Path.Combine(programs, "pg_restore"), ["--no-owner", "-d", elsewhere, dump]);

        await ExpectServedAsync(server, ["--data", sample.NewFolder()], new() { ["DATABASE_URL"] = elsewhere });
    }

    // Forced, because a pass is not enough to be as good as the model that is there.
    private static async Task ExpectServedAsync(RunningSilo server, string[] where, Dictionary<string, string> environment)
    {
        string before = await server.Api.ActiveModelAsync();
        await server.Api.PostAsync(new Deed("off", "mandala-00001", "like", SomeTimeMs, "off-1"));

        await ManidalaProcess.RunAsync(Programs.Training, ["train", "--epochs", "1", "--seed", "3", "--name", "elsewhere", "--force", .. where], environment);
        await ManidalaProcess.RunAsync(Programs.Training, ["publish", server.Address.AbsoluteUri, "--force", .. where], environment);

        string after = await server.Api.ActiveModelAsync();
        Assert.NotEqual(before, after);
        Assert.StartsWith("elsewhere-", after, StringComparison.Ordinal);
        FeedAnswer feed = await server.Api.FeedUntilAsync("off", feed => feed.Model == after, TimeSpan.FromSeconds(30));
        Assert.NotEmpty(feed.Items);
    }

    // What `sqlite3 FILE ".backup COPY"` does, while the server writes.
    private static void Backup(string from, string to)
    {
        using var source = new SqliteConnection($"Data Source={from};Mode=ReadOnly;Pooling=False");
        using var target = new SqliteConnection($"Data Source={to};Pooling=False");
        source.Open();
        target.Open();
        source.BackupDatabase(target);
    }
}
