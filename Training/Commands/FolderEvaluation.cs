using System.Globalization;
using Manidala.Engine.Model;
using Manidala.Storage;
using Manidala.Training.Data;
using Manidala.Training.Evaluation;

namespace Manidala.Training.Commands;

/// <summary>Measures on a data folder's journal.</summary>
internal sealed class FolderEvaluation(CommandServices services, EvaluateRequest request)
{
    private const int JournalPage = 10_000;

    public async Task<EvaluationReport> RunAsync(CancellationToken cancellationToken)
    {
        ManidalaDatabase database = await services.OpenDatabaseAsync(request.Data, cancellationToken).ConfigureAwait(false);
        await using (database.ConfigureAwait(false))
        {
            ServerClient? client = request.Served is { } url ? new ServerClient(services, CommandOptions.ReadServer(url), request.ApiKey) : null;
            using ScratchFolder scratch = ScratchFolder.CreateIn(request.Data);
            string folder = await BundleSource.FindAsync(database.Models, request.Bundle, scratch, cancellationToken).ConfigureAwait(false);
            LoadedModel model = BundleSource.Load(folder);
            try
            {
                return await MeasureAsync(database, model, client, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                model.Retire();
            }
        }
    }

    private async Task<EvaluationReport> MeasureAsync(
        ManidalaDatabase database, LoadedModel model, ServerClient? client, CancellationToken cancellationToken)
    {
        long started = services.Time.GetTimestamp();
        if (client is not null)
        {
            ServedReplay.RequireServable(model.Manifest);
        }

        Dataset dataset = await services.ReadDatasetAsync(database, cancellationToken).ConfigureAwait(false);
        EvaluationStages.CheckKnown(model, dataset, database.Description);
        dataset = new CandidateItems(model).Align(dataset);
        HeldOutUsers heldOut = HeldOutUsers.Choose(dataset, request.Most);
        TemporalCut? cut = request.Temporal is { } split ? ChooseCut(dataset, split) : null;
        TestSet tests = cut is { } at
            ? TemporalTest.Build(dataset, at, request.Temporal!.FindsAll, request.Most)
            : LeaveOneOutTest.Build(dataset, heldOut);
        EvaluationStages.CheckTests(
            tests,
            request.Settings,
            request.Temporal is null ? "no user has three items of which the last is new to them" : "no user has something before the cut and something new after it");
        tests = EvaluationStages.Describe(tests, database.Description, model);
        IReadOnlyDictionary<string, IReadOnlyList<string>> categories =
            await CatalogueReader.ReadCategoriesAsync(database.Catalog, cancellationToken).ConfigureAwait(false);
        var run = new RankingRun(
            tests,
            request.Settings,
            new EmbeddingSpace(model),
            categories.Count == 0 ? null : new CategorySpace(dataset.ItemIds, categories));
        RankingResult own = client is null
            ? BundleEvaluation.Run(model, tests, run, request.Settings.Newest, services.Progress, cancellationToken)
            : await new ServedReplay(client, dataset, model.Version, RunName(), services.Time)
                .RunAsync(heldOut, services.Progress, cancellationToken).ConfigureAwait(false);
        return new EvaluationReport(
            client is null ? "offline" : "served",
            model.Version,
            model.Manifest.Encoder.Kind,
            tests.Counts,
            own,
            BaselineEvaluation.Run(tests, request.Settings, run, services.Progress, cancellationToken),
            services.Time.GetElapsedTime(started).TotalSeconds)
        {
            Protocol = tests.Protocol,
            Settings = request.Settings,
            TargetShares = run.TargetShares,
            Warnings = cut is { } moment ? await WarnAsync(database, model, moment, cancellationToken).ConfigureAwait(false) : [],
        };
    }

    private static TemporalCut ChooseCut(Dataset dataset, TemporalSplit split)
    {
        if (dataset.Users.Any(user => user.Times.Length != user.Items.Length))
        {
            throw new CommandException("--split temporal needs the times of interactions, which this log does not have.");
        }

        (long first, long last) = TemporalCut.Range(dataset);
        string range = $"the log goes from {TemporalCut.Describe(first)} to {TemporalCut.Describe(last)}";
        if (split.Since is { } since && (since <= first || since > last))
        {
            throw new CommandException($"--since is {TemporalCut.Describe(since)}; {range}, and something must lie on both sides.");
        }

        TemporalCut cut = split.Since is { } moment ? new TemporalCut(moment) : TemporalCut.ForShare(dataset, split.Share);
        return cut.Milliseconds > first
            ? cut
            : throw new CommandException(string.Create(
                CultureInfo.InvariantCulture, $"--test-share {split.Share} leaves nothing before the cut at {cut}; {range}. Give a smaller share, or --since."));
    }

    // A model that learned from the targets finds them: a temporal test asks for one that was trained before the cut.
    private static async Task<IReadOnlyList<string>> WarnAsync(
        ManidalaDatabase database, LoadedModel model, TemporalCut cut, CancellationToken cancellationToken)
    {
        long after = 0;
        while (after < model.Manifest.TrainedThrough)
        {
            IReadOnlyList<JournalEntry> page = await database.Journal.ReadPageAsync(after, JournalPage, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0)
            {
                return [];
            }

            if (page.Any(entry => entry.Interaction.TimestampMs >= cut.Milliseconds && entry.Sequence <= model.Manifest.TrainedThrough))
            {
                return
                [
                    $"{model.Version} was trained on interactions from after the cut (through {model.Manifest.TrainedThrough} of the journal), so that it has seen targets; train on a log that ends before {cut} for an honest figure.",
                ];
            }

            after = page[^1].Sequence;
        }

        return [];
    }

    private string RunName() => services.Time.GetUtcNow().ToUnixTimeMilliseconds().ToString("x", CultureInfo.InvariantCulture);
}
