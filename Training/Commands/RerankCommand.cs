using System.CommandLine;
using System.Globalization;
using Manidala.Engine.Catalog;
using Manidala.Engine.Model;
using Manidala.Storage;
using Manidala.Training.Data;
using Manidala.Training.Evaluation;

namespace Manidala.Training.Commands;

/// <summary>
/// <c>evaluate rerank</c>: what each step of a surface costs and what it changes in hits, diversity and coverage, by the code that serves it.
/// </summary>
internal static class RerankCommand
{
    public static Command Build(CommandServices services, CommandRunner runner)
    {
        var defaults = new RerankSettings();
        var json = new Option<bool>("--json") { Description = "Writes the result as JSON." };
        Option<int> users = CommandOptions.InRange(new Option<int>("--users") { Description = "Most users to measure with; all by default." }, 1, int.MaxValue);
        Option<int> candidates = CommandOptions.InRange(
            new Option<int>("--candidates") { Description = "Items that are put in order for a page.", DefaultValueFactory = _ => defaults.Candidates }, 20, 2000);
        Option<double> lambda = Share("--lambda", "MMR's weight of relevance.", defaults.Lambda);
        Option<int> halfLife = CommandOptions.InRange(
            new Option<int>("--half-life-days") { Description = "Freshness's half-life.", DefaultValueFactory = _ => (int)defaults.HalfLife.TotalDays }, 1, 3650);
        Option<double> weight = Share("--freshness-weight", "Freshness's weight.", defaults.FreshnessWeight);
        Option<int> most = CommandOptions.InRange(
            new Option<int>("--most") { Description = "Most items of a category, or of a value, within the window.", DefaultValueFactory = _ => defaults.Most }, 1, 100);
        Option<int> window = CommandOptions.InRange(
            new Option<int>("--window") { Description = "Places that a limit looks at.", DefaultValueFactory = _ => defaults.Window }, 2, 500);
        var attribute = new Option<string?>("--repeat-attribute") { Description = "Also limits how often a value of this attribute comes, such as the creator.", HelpName = "NAME" };
        Option<int> every = CommandOptions.InRange(
            new Option<int>("--explore-every") { Description = "Every how many places one is explored.", DefaultValueFactory = _ => defaults.ExploreEvery }, 1, 100);
        var command = new Command("rerank", "Measures what each re-ranking step costs, and changes in hits, diversity and coverage, on a data folder.")
        {
            json, CommandOptions.Bundle, users, candidates, lambda, halfLife, weight, most, window, attribute, every,
        };
        command.SetAction(runner.Wrap(async (parsed, cancellationToken) =>
        {
            var settings = new RerankSettings
            {
                Candidates = parsed.GetValue(candidates),
                Lambda = parsed.GetValue(lambda),
                HalfLife = TimeSpan.FromDays(parsed.GetValue(halfLife)),
                FreshnessWeight = parsed.GetValue(weight),
                Most = parsed.GetValue(most),
                Window = parsed.GetValue(window),
                RepeatAttribute = parsed.GetValue(attribute),
                ExploreEvery = parsed.GetValue(every),
            };
            if (settings.Window <= settings.Most)
            {
                throw new CommandException(string.Create(CultureInfo.InvariantCulture, $"--window is {settings.Window}; allowed: more than --most, which is {settings.Most}."));
            }

            int? limit = parsed.GetResult(users) is { Implicit: false } ? parsed.GetValue(users) : null;
            RerankReport report = await new Run(services, settings, parsed.GetValue(CommandOptions.Bundle), limit)
                .ExecuteAsync(parsed.GetRequiredValue(CommandOptions.Data), cancellationToken).ConfigureAwait(false);
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

    private static Option<double> Share(string name, string description, double otherwise)
    {
        var option = new Option<double>(name) { Description = description, DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            // Text that is no number is reported by the parser itself.
            if (result.Tokens.Count == 1
                && double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                && value is not (>= 0 and <= 1))
            {
                result.AddError($"{name} is {result.Tokens[0].Value}; allowed: 0 to 1.");
            }
        });
        return option;
    }

    private sealed class Run(CommandServices services, RerankSettings settings, string? bundle, int? most)
    {
        public async Task<RerankReport> ExecuteAsync(string data, CancellationToken cancellationToken)
        {
            ManidalaDatabase database = await services.OpenDatabaseAsync(data, cancellationToken).ConfigureAwait(false);
            await using (database.ConfigureAwait(false))
            {
                using ScratchFolder scratch = ScratchFolder.CreateIn(data);
                string folder = await BundleSource.FindAsync(database.Models, bundle, scratch, cancellationToken).ConfigureAwait(false);
                LoadedModel model = BundleSource.Load(folder);
                try
                {
                    Dataset dataset = await services.ReadDatasetAsync(database, cancellationToken).ConfigureAwait(false);
                    EvaluationStages.CheckKnown(model, dataset, database.Description);
                    IReadOnlyList<Item> items = await CatalogueReader.ReadLiveItemsAsync(database.Catalog, cancellationToken).ConfigureAwait(false);
                    return Measure(database.Description, model, new CandidateItems(model).Align(dataset), items, cancellationToken);
                }
                finally
                {
                    model.Retire();
                }
            }
        }

        private RerankReport Measure(string source, LoadedModel model, Dataset dataset, IReadOnlyList<Item> items, CancellationToken cancellationToken)
        {
            long started = services.Time.GetTimestamp();
            HeldOutUsers heldOut = HeldOutUsers.Choose(dataset, most);
            if (heldOut.Users.Count == 0)
            {
                throw new CommandException("there is nothing to measure with: no user has three items of which the last is new to them.");
            }

            Dictionary<string, IReadOnlyList<string>> categories = items.Where(item => !item.Categories.IsDefaultOrEmpty)
                .ToDictionary(item => item.Id, item => (IReadOnlyList<string>)item.Categories, StringComparer.Ordinal);
            using var meters = new RerankMeters();
            var world = new RerankWorld(model, dataset, items, meters);
            string? boosted = world.View.Categories.FirstOrDefault();
            var evaluation = new RerankEvaluation(
                world, dataset, heldOut, new EmbeddingSpace(model), categories.Count == 0 ? null : new CategorySpace(dataset.ItemIds, categories), meters);
            IReadOnlyList<RerankResult> results = evaluation.Run(settings.Variants(boosted), services.Progress, cancellationToken);
            return new RerankReport(source, model.Version, DatasetCounts.Of(dataset, heldOut), settings, results)
            {
                BoostedCategory = boosted,
                Seconds = services.Time.GetElapsedTime(started).TotalSeconds,
            };
        }
    }
}
