using System.CommandLine;
using System.Text.Json;
using Manidala.Storage;

namespace Manidala.Training.Commands;

/// <summary><c>train</c>: learns a model from the journal, measures it, publishes it, makes it the active one; once, or on a schedule. Or learns one from a bare file.</summary>
internal static class TrainCommand
{
    public static Command Build(CommandServices services, CommandRunner runner)
    {
        var options = new TrainOptions();
        var command = new Command(
            "train",
            "Learns a model from the journal, measures it, publishes it and makes it the active one. Given again after a crash, it goes on from its last checkpoint.");
        foreach (Option option in options.All)
        {
            command.Options.Add(option);
        }

        command.SetAction(runner.Wrap(async (parsed, cancellationToken) =>
        {
            TrainRequest request = options.RequestOf(parsed);
            CommandServices own = options.ProgressOf(parsed, services, out IDisposable? progressFile);
            using (progressFile)
            {
                if (options.SequencesOf(parsed) is { } file)
                {
                    await new SequenceTraining(own).RunAsync(file.Source, file.Output, request, cancellationToken).ConfigureAwait(false);
                    return;
                }

                string data = parsed.GetRequiredValue(CommandOptions.Data);
                if (options.ScheduleOf(parsed, own) is { } schedule)
                {
                    await RunAsync(schedule, own, data, request, cancellationToken).ConfigureAwait(false);
                    return;
                }

                await InDatabaseAsync(own, data, database => new TrainingJob(own, database, data).RunAsync(request, cancellationToken), cancellationToken)
                    .ConfigureAwait(false);
            }
        }));
        return command;
    }

    private static Task RunAsync(TrainingSchedule schedule, CommandServices services, string data, TrainRequest request, CancellationToken cancellationToken)
    {
        bool isFresh = request.IsFresh;
        return schedule.RunAsync(
            cancellation => InDatabaseAsync(services, data, database => TrainedThroughAsync(database, cancellation), cancellation),
            cancellation => InDatabaseAsync(services, data, database => database.Journal.ReadHorizonAsync(cancellation), cancellation),
            async cancellation =>
            {
                long through = await InDatabaseAsync(
                    services, data, database => new TrainingJob(services, database, data).RunAsync(request with { IsFresh = isFresh }, cancellation), cancellation)
                    .ConfigureAwait(false);

                // Only the first round forgets what was there; a later one that was interrupted goes on.
                isFresh = false;
                return through;
            },
            cancellationToken);
    }

    // Opened for each use: a database that goes away between two rounds is none of theirs.
    private static async Task<T> InDatabaseAsync<T>(
        CommandServices services, string data, Func<ManidalaDatabase, Task<T>> action, CancellationToken cancellationToken)
    {
        ManidalaDatabase database = await services.OpenDatabaseAsync(data, cancellationToken).ConfigureAwait(false);
        await using (database.ConfigureAwait(false))
        {
            return await action(database).ConfigureAwait(false);
        }
    }

    private static async Task<long?> TrainedThroughAsync(ManidalaDatabase database, CancellationToken cancellationToken)
    {
        RegisteredModel? active = await database.Models.GetActiveAsync(cancellationToken).ConfigureAwait(false);
        if (active is null)
        {
            return null;
        }

        using JsonDocument manifest = JsonDocument.Parse(active.ManifestJson);
        return manifest.RootElement.TryGetProperty("trainedThrough", out JsonElement through) ? through.GetInt64() : null;
    }
}
