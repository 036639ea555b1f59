using System.CommandLine;
using System.Globalization;
using Manidala.Storage;
using Manidala.Training.Data;
using Manidala.Training.Import;
using Manidala.Training.Sample;

namespace Manidala.Training.Commands;

/// <summary><c>sample</c>: makes the invented catalogue and its simulated log.</summary>
internal static class SampleCommand
{
    private const int MostPerUser = 2000;

    // A user meets no design twice, and the busiest do more than twice the mean.
    private const int ItemsPerInteraction = 4;

    public static Command Build(CommandServices services, CommandRunner runner)
    {
        var defaults = new SampleOptions();
        Option<int> items = CommandOptions.InRange(
            new Option<int>("--items") { Description = "Designs.", DefaultValueFactory = _ => defaults.Items }, 100, 99_999);
        Option<int> users = CommandOptions.InRange(
            new Option<int>("--users") { Description = "Simulated users.", DefaultValueFactory = _ => defaults.Users }, 1, 99_999);
        Option<int> interactions = CommandOptions.InRange(
            new Option<int>("--interactions") { Description = "Rows of the log.", DefaultValueFactory = _ => defaults.Interactions }, 1, int.MaxValue);
        Option<int> seed = CommandOptions.InRange(
            new Option<int>("--seed") { Description = "Another seed makes another world.", DefaultValueFactory = _ => 1 }, 0, int.MaxValue);
        var command = new Command("sample", "Makes the sample: invented mandalas and the log of simulated users. Running it twice adds nothing.")
        {
            items, users, interactions, seed,
        };
        command.SetAction(runner.Wrap(async (parsed, cancellationToken) =>
        {
            var options = new SampleOptions
            {
                Items = parsed.GetValue(items),
                Users = parsed.GetValue(users),
                Interactions = parsed.GetValue(interactions),
                Seed = (ulong)parsed.GetValue(seed),
            };
            Check(options);
            ManidalaDatabase database = await services.OpenDatabaseAsync(parsed.GetRequiredValue(CommandOptions.Data), cancellationToken).ConfigureAwait(false);
            await using (database.ConfigureAwait(false))
            {
                await RunAsync(services, database, options, cancellationToken).ConfigureAwait(false);
            }
        }));
        return command;
    }

    public static async Task RunAsync(
        CommandServices services, ManidalaDatabase database, SampleOptions options, CancellationToken cancellationToken)
    {
        SampleWorld world;
        using (services.Progress.Begin("Making the sample", null))
        {
            world = SampleWorld.Create(options);
        }

        var loader = new JournalLoader(database.Journal, database.Catalog);
        await loader.PutItemsAsync(world.Items, cancellationToken).ConfigureAwait(false);
        using (IProgressStep step = services.Progress.Begin("Storing the sample", world.Interactions.Count))
        {
            for (int done = 0; done < world.Interactions.Count; done++)
            {
                await loader.AddAsync(world.Interactions[done], cancellationToken).ConfigureAwait(false);
                if (done % JournalLoader.GroupSize == 0)
                {
                    step.Report(done);
                }
            }

            await loader.CompleteAsync(cancellationToken).ConfigureAwait(false);
            step.Report(world.Interactions.Count);
        }

        await services.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"Sample (invented, seed {options.Seed}): {world.Items.Count:N0} mandalas, {options.Users:N0} simulated users, {world.Interactions.Count:N0} interactions; {loader.Added:N0} of them new"))
            .ConfigureAwait(false);
    }

    private static void Check(SampleOptions options)
    {
        int perUser = options.Interactions / options.Users;
        if (perUser > MostPerUser || (long)perUser * ItemsPerInteraction > options.Items)
        {
            int most = Math.Min(MostPerUser, options.Items / ItemsPerInteraction);
            throw new CommandException(string.Create(
                CultureInfo.InvariantCulture,
                $"{perUser} interactions a user are too many: nobody meets a design twice, so {options.Items} designs allow at most {most} a user."));
        }
    }
}
