using System.CommandLine;
using System.Globalization;
using Manidala.Storage;
using Manidala.Training.Data;
using Manidala.Training.Evaluation;
using Manidala.Training.Learning;

namespace Manidala.Training.Commands;

/// <summary>
/// <c>evaluate cold-items</c>: takes some items out of the log, trains without them, and asks who interacted with them: what a new item gains by its attributes.
/// </summary>
internal static class ColdItemsCommand
{
    private const double DefaultShare = 0.1;

    public static Command Build(CommandServices services, CommandRunner runner)
    {
        var share = new Option<double>("--share") { Description = "Share of the items that is held out.", DefaultValueFactory = _ => DefaultShare };
        Option<int> seed = CommandOptions.InRange(
            new Option<int>("--seed") { Description = "Which items are held out, and how the training is drawn.", DefaultValueFactory = _ => 1 }, 0, int.MaxValue);
        var json = new Option<bool>("--json") { Description = "Writes the result as JSON." };
        var shape = new ShapeOptions();
        var command = new Command(
            "cold-items", "Trains without some of the items, with attributes and by ids alone, and measures who finds them. Publishes nothing.")
        {
            share, seed, json,
        };
        foreach (Option option in shape.All)
        {
            command.Options.Add(option);
        }

        command.SetAction(runner.Wrap(async (parsed, cancellationToken) =>
        {
            var run = new Run(services, CheckShare(parsed.GetValue(share)), parsed.GetValue(seed), shape.RequestOf(parsed));
            ColdItemsReport report = await run.ExecuteAsync(parsed.GetRequiredValue(CommandOptions.Data), cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                await services.Out.WriteLineAsync(report.ToJson()).ConfigureAwait(false);
            }
            else
            {
                report.WriteTo(services.Out);
            }
        }));
        return command;
    }

    private static double CheckShare(double share) => share is > 0 and < 1
        ? share
        : throw new CommandException(string.Create(CultureInfo.InvariantCulture, $"--share is {share}; allowed: more than 0 and less than 1."));

    private sealed class Run(CommandServices services, double share, int seed, ShapeRequest shape)
    {
        public async Task<ColdItemsReport> ExecuteAsync(string data, CancellationToken cancellationToken)
        {
            long started = services.Time.GetTimestamp();
            ManidalaDatabase database = await services.OpenDatabaseAsync(data, cancellationToken).ConfigureAwait(false);
            await using (database.ConfigureAwait(false))
            {
                var source = new JournalSource(database.Journal, database.Catalog) { Features = new ItemFeatureOptions() };
                using JournalDataset read = await services.ReadDatasetAsync(database, source, new ColumnSettings(Folder: null), cancellationToken).ConfigureAwait(false);
                if (read.Dataset.ItemFeatures is not { } features)
                {
                    throw new CommandException(
                        $"no item of {database.Description} has an attribute that two items share, so that nothing is known of a new one; `./manidala import items` adds attributes.");
                }

                ColdItemsSplit split = ColdItemsSplit.Draw(read.Dataset, share, seed);
                if (split.Cases.Count == 0)
                {
                    throw new CommandException(string.Create(
                        CultureInfo.InvariantCulture, $"nobody interacted with one of the {split.HeldOut} held-out items after another item; give a larger --share."));
                }

                var test = new ColdItemsTest(split);
                ColdItemsResult[] results =
                [
                    Measure(test, "attributes", split.Training, cancellationToken),
                    Measure(test, "ids alone", split.Training with { ItemFeatures = null }, cancellationToken),
                    test.Random(),
                ];
                return new ColdItemsReport(database.Description, share, seed, split, results)
                {
                    Undescribed = Enumerable.Range(0, features.ItemCount).Count(item => split.IsHeldOut[item] && features.FeaturesOf(item).IsEmpty),
                    Seconds = services.Time.GetElapsedTime(started).TotalSeconds,
                };
            }
        }

        private ColdItemsResult Measure(ColdItemsTest test, string name, Dataset dataset, CancellationToken cancellationToken)
        {
            TrainingOptions options = shape.Apply(TrainingPresets.For(dataset, shape.Preset)) with { Seed = seed };
            using TrainedModel trained = new Trainer(services.Time).Train(dataset, options, services.Progress, cancellationToken);
            return test.Measure(name, trained);
        }
    }
}
