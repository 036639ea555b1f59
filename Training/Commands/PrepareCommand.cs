using System.CommandLine;
using Manidala.Storage;
using Manidala.Training.Sample;

namespace Manidala.Training.Commands;

/// <summary><c>prepare</c>: what a first start needs. An empty database gets the sample, and one without a model gets one; otherwise nothing happens.</summary>
internal static class PrepareCommand
{
    public static Command Build(CommandServices services, CommandRunner runner)
    {
        var command = new Command("prepare", "Makes a data folder ready for a first start: the sample where it is empty, a model where there is none.");
        command.SetAction(runner.Wrap(async (parsed, cancellationToken) =>
        {
            string data = parsed.GetRequiredValue(CommandOptions.Data);
            ManidalaDatabase database = await services.OpenDatabaseAsync(data, cancellationToken).ConfigureAwait(false);
            await using (database.ConfigureAwait(false))
            {
                if (await database.Models.GetActiveAsync(cancellationToken).ConfigureAwait(false) is not null)
                {
                    return;
                }

                await MakeSampleAsync(services, database, data, cancellationToken).ConfigureAwait(false);

                // Somebody waits for the first feed: what a refit gains comes with the next training.
                var request = new TrainRequest("gated", Seed: 1, Activates: true) { Refits = false };
                await new TrainingJob(services, database, data).RunAsync(request, cancellationToken).ConfigureAwait(false);
            }
        }));
        return command;
    }

    // The mark stays behind when this is interrupted; the next start then stores the whole sample again, which adds the rest.
    private static async Task MakeSampleAsync(CommandServices services, ManidalaDatabase database, string data, CancellationToken cancellationToken)
    {
        string mark = Path.Combine(data, "sample.unfinished");
        if (!File.Exists(mark) && !await IsEmptyAsync(database, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        Directory.CreateDirectory(data);
        await File.WriteAllTextAsync(mark, "", cancellationToken).ConfigureAwait(false);
        await SampleCommand.RunAsync(services, database, new SampleOptions(), cancellationToken).ConfigureAwait(false);
        File.Delete(mark);
    }

    private static async Task<bool> IsEmptyAsync(ManidalaDatabase database, CancellationToken cancellationToken) =>
        (await database.Journal.ReadPageAsync(0, 1, cancellationToken).ConfigureAwait(false)).Count == 0
        && (await database.Catalog.ReadChangesAsync(0, 1, cancellationToken).ConfigureAwait(false)).Count == 0;
}
