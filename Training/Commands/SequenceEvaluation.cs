using System.Globalization;
using Manidala.Engine.Model;
using Manidala.Training.Data;
using Manidala.Training.Evaluation;
using Manidala.Training.Import;

namespace Manidala.Training.Commands;

/// <summary>Measures on a bare file of sequences, in the protocols of published figures. Without a bundle the baselines stand alone.</summary>
internal sealed class SequenceEvaluation(CommandServices services, EvaluateRequest request)
{
    public async Task<EvaluationReport> RunAsync(SequenceInput input, CancellationToken cancellationToken)
    {
        if (request.Bundle is { } folder && !Directory.Exists(folder))
        {
            throw new CommandException($"{folder} does not exist.");
        }

        long started = services.Time.GetTimestamp();
        var malformed = new MalformedLines(input.MaxMalformed);
        var rows = new ItemRows();
        var format = new SequenceFormat(input.HasUser, KeepsRepeats: input.IsSessions);

        // The training file first: where there is no model, its items have the lower rows.
        Dataset? known = input.Train is null ? null : SequenceFile.Read(input.Train, format, malformed, rows);
        Dataset dataset = SequenceFile.Read(input.Path, format, malformed, rows);
        await ReportAsync(malformed).ConfigureAwait(false);
        EvaluationStages.CheckSize(dataset, input.Path, input.IsSessions ? "sessions" : "users");
        LoadedModel? model = request.Bundle is null ? null : BundleSource.Load(request.Bundle);
        try
        {
            return Measure(input, dataset, known, model, started, cancellationToken);
        }
        finally
        {
            model?.Retire();
        }
    }

    private EvaluationReport Measure(
        SequenceInput input, Dataset dataset, Dataset? known, LoadedModel? model, long started, CancellationToken cancellationToken)
    {
        if (model is not null)
        {
            EvaluationStages.CheckKnown(model, dataset, input.Path);
            var candidates = new CandidateItems(model);
            known = known is null ? null : candidates.Align(known);
            dataset = candidates.Align(dataset);
        }

        TestSet tests = input.IsSessions
            ? SessionTest.Build(dataset, known, request.Most)
            : LeaveOneOutTest.Build(dataset, HeldOutUsers.Choose(dataset, request.Most));
        EvaluationStages.CheckTests(
            tests, request.Settings, input.IsSessions ? "no session has two items" : "no user has three items of which the last is new to them");
        tests = EvaluationStages.Describe(tests, Path.GetFileName(input.Path), model);
        var run = new RankingRun(tests, request.Settings, model is null ? null : new EmbeddingSpace(model), categories: null);
        RankingResult? own = model is null ? null : BundleEvaluation.Run(model, tests, run, request.Settings.Newest, services.Progress, cancellationToken);
        IReadOnlyList<RankingResult> baselines = BaselineEvaluation.Run(tests, request.Settings, run, services.Progress, cancellationToken);
        return new EvaluationReport(
            "offline", model?.Version, model?.Manifest.Encoder.Kind, tests.Counts, own, baselines, services.Time.GetElapsedTime(started).TotalSeconds)
        {
            Protocol = tests.Protocol,
            Settings = request.Settings,
            TargetShares = run.TargetShares,
            Warnings = tests.HasKnown ? [] : ["without --train FILE nothing is known before the test: chance alone stands beside the model, and nothing is said of popularity."],
        };
    }

    private async Task ReportAsync(MalformedLines malformed)
    {
        if (malformed.Count == 0)
        {
            return;
        }

        await services.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"manidala: left out {malformed.Count:N0} malformed lines; the first ones:")).ConfigureAwait(false);
        foreach (string line in malformed.First)
        {
            await services.Error.WriteLineAsync($"  {line}").ConfigureAwait(false);
        }
    }
}
