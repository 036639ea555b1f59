using System.Diagnostics;
using Manidala.Tests.Support;

namespace Manidala.Storage.Tests.Journal;

public sealed class SqliteAcknowledgedIsDurableTests() : AcknowledgedIsDurableTests(new SqliteTestDatabase());

public sealed class PostgresAcknowledgedIsDurableTests(PostgresFixture postgres) : AcknowledgedIsDurableTests(new PostgresTestDatabase(postgres));

public abstract class AcknowledgedIsDurableTests(TestDatabase kind) : DatabaseTest(kind)
{
    private const int KilledAfter = 300;

    [Fact]
    public async Task AppendAsync_WriterKilled_EveryAcknowledgedEventIsThere()
    {
        HashSet<string> acknowledged = [];
        using (Process writer = StartWriter())
        {
            while (await writer.StandardOutput.ReadLineAsync(Cancelled) is { } line)
            {
                // Each line was one write, which a pipe takes whole or not at all: the kill cuts none short.
                acknowledged.Add(line);
                if (acknowledged.Count == KilledAfter)
                {
                    writer.Kill();
                }
            }

            await writer.WaitForExitAsync(Cancelled);
            Assert.Equal(128 + 9, writer.ExitCode);
        }

        ManidalaDatabase reopened = await OpenAsync();
        HashSet<string> found = [.. (await ReadAllAsync(reopened)).Select(entry => $"{entry.Sequence} {entry.Interaction.ItemId}")];

        Assert.True(acknowledged.Count >= KilledAfter);
        Assert.Subset(found, acknowledged);
    }

    private Process StartWriter()
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(DoomedWriter).Assembly.Location);
        start.ArgumentList.Add(DoomedWriter.Argument);
        start.ArgumentList.Add(Options.DataDirectory);
        if (Options.PostgresConnectionString is { } connectionString)
        {
            start.ArgumentList.Add(connectionString);
        }

        return Process.Start(start)!;
    }
}
