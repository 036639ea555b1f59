using System.CommandLine;
using System.Globalization;
using Manidala.Storage;
using Manidala.Training.Archives;

namespace Manidala.Training.Commands;

/// <summary><c>archive</c>: writes old partitions of the journal to files, and drops them where that was asked for.</summary>
internal static class ArchiveCommand
{
    private const int DefaultKeep = 200;

    private static readonly Option<string?> Before = new("--before")
    {
        Description = "Partitions that end at this day, in UTC, or before it.",
        HelpName = "DATE",
    };

    private static readonly Option<string> Out = new("--out") { Description = "The folder of the archive; made where it is missing.", HelpName = "DIR", Required = true };

    private static readonly Option<bool> Drop = new("--drop") { Description = "Drops each partition once its file was read back and is on the disk. Needs the role that owns the tables." };

    private static readonly Option<int> Keep = CommandOptions.InRange(
        new Option<int>("--keep")
        {
            Description = "How many of each user's newest interactions stay in the database whatever their age; 0 for none.",
            DefaultValueFactory = _ => DefaultKeep,
            HelpName = "N",
        },
        0,
        1_000_000);

    private static readonly Option<bool> PurgeErased = new("--purge-erased") { Description = "Takes users who were erased out of the folder's files." };

    public static Command Build(CommandServices services, CommandRunner runner)
    {
        var command = new Command("archive", "Writes old partitions of PostgreSQL's journal to Parquet files, or takes erased users out of such files.")
        {
            Before, Out, Drop, Keep, PurgeErased,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(Before) is null == result.GetResult(PurgeErased) is null)
            {
                result.AddError("archive takes --before DATE to write partitions, or --purge-erased to take erased users out of the files of --out; one of the two is needed.");
            }
        });
        command.SetAction(runner.Wrap(async (parsed, cancellationToken) =>
        {
            DateTimeOffset? before = parsed.GetValue(Before) is { } text ? ReadDay(text) : null;
            ManidalaDatabase database = await services.OpenDatabaseAsync(parsed.GetRequiredValue(CommandOptions.Data), cancellationToken).ConfigureAwait(false);
            await using (database.ConfigureAwait(false))
            {
                JournalArchive archive = await database.OpenArchiveAsync(parsed.GetRequiredValue(Out), cancellationToken).ConfigureAwait(false);
                var run = new ArchiveRun(services.Out, database.Partitions!, archive);
                await (before is { } day
                    ? run.WriteAsync(day, parsed.GetValue(Drop) ? parsed.GetValue(Keep) : null, cancellationToken)
                    : run.PurgeAsync(cancellationToken)).ConfigureAwait(false);
            }
        }));
        return command;
    }

    private static DateTimeOffset ReadDay(string text) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset day)
            ? day
            : throw new CommandException($"--before is \"{text}\"; allowed: a day like 2026-01-31.");
}
