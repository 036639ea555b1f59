using System.CommandLine;
using System.Globalization;
using Manidala.Engine.Model;
using Manidala.Storage;
using Manidala.Training.Data;
using Manidala.Training.Evaluation;

namespace Manidala.Training.Commands;

/// <summary><c>evaluate</c>: how well a bundle ranks what users did last, offline or as a running server serves it.</summary>
internal static class EvaluateCommand
{
    public static Command Build(CommandServices services, CommandRunner runner)
    {
        var json = new Option<bool>("--json") { Description = "Writes the result as JSON." };
        var served = new Option<string?>("--served") { Description = "Replays the histories through this server's HTTP interface and measures its feeds.", HelpName = "URL" };
        Option<int> users = CommandOptions.InRange(new Option<int>("--users") { Description = "Most users to measure with; all by default." }, 1, int.MaxValue);
        var command = new Command("evaluate", "Measures the active model: each user's last item is to be found among all others.")
        {
            json, served, CommandOptions.ApiKey, CommandOptions.Bundle, users,
        };
        command.SetAction(runner.Wrap(async (parsed, cancellationToken) =>
        {
            string data = parsed.GetRequiredValue(CommandOptions.Data);
            ManidalaDatabase database = await services.OpenDatabaseAsync(data, cancellationToken).ConfigureAwait(false);
            await using (database.ConfigureAwait(false))
            {
                var client = parsed.GetValue(served) is { } url
                    ? new ServerClient(services, CommandOptions.ReadServer(url), parsed.GetValue(CommandOptions.ApiKey))
                    : null;
                using ScratchFolder scratch = ScratchFolder.CreateIn(data);
                string folder = await BundleSource.FindAsync(database.Models, parsed.GetValue(CommandOptions.Bundle), scratch, cancellationToken)
                    .ConfigureAwait(false);
                int? most = parsed.GetResult(users) is null ? null : parsed.GetValue(users);
                EvaluationReport report = await MeasureAsync(services, database, folder, client, most, cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(json))
                {
                    await services.Out.WriteLineAsync(report.ToJson()).ConfigureAwait(false);
                }
                else
                {
                    report.WriteTo(services.Out);
                }
            }
        }));
        return command;
    }

    private static async Task<EvaluationReport> MeasureAsync(
        CommandServices services, ManidalaDatabase database, string folder, ServerClient? client, int? most, CancellationToken cancellationToken)
    {
        long started = services.Time.GetTimestamp();
        LoadedModel model = BundleSource.Load(folder);
        try
        {
            if (client is not null)
            {
                ServedReplay.RequireServable(model.Manifest);
            }

            Dataset dataset = await services.ReadDatasetAsync(database, cancellationToken).ConfigureAwait(false);
            HeldOutUsers heldOut = HeldOutUsers.Choose(dataset, most);
            if (heldOut.Users.Count == 0)
            {
                throw new CommandException("there is nothing to measure with: no user has three items of which the last is new to them.");
            }

            string run = services.Time.GetUtcNow().ToUnixTimeMilliseconds().ToString("x", CultureInfo.InvariantCulture);
            RankingResult result = client is null
                ? new BundleEvaluation(model, dataset).Run(heldOut, services.Progress, cancellationToken)
                : await new ServedReplay(client, dataset, model.Version, run, services.Time)
                    .RunAsync(heldOut, services.Progress, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<RankingResult> baselines = BaselineEvaluation.Run(dataset, heldOut, services.Progress, cancellationToken);
            return new EvaluationReport(
                client is null ? "offline" : "served",
                model.Version,
                model.Manifest.Encoder.Kind,
                DatasetCounts.Of(dataset, heldOut),
                result,
                baselines,
                services.Time.GetElapsedTime(started).TotalSeconds);
        }
        finally
        {
            model.Retire();
        }
    }
}
