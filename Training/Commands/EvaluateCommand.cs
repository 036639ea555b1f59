using System.CommandLine;
using Manidala.Training.Evaluation;
using Manidala.Training.Reports;

namespace Manidala.Training.Commands;

/// <summary><c>evaluate</c>: how well a bundle ranks what users did next, offline or as a running server serves it.</summary>
internal static class EvaluateCommand
{
    public static Command Build(CommandServices services, CommandRunner runner)
    {
        var options = new EvaluateOptions();
        var command = new Command("evaluate", "Measures a model beside simple ones: what users did next is to be found among all items.");
        options.AddTo(command);
        command.Subcommands.Add(ColdItemsCommand.Build(services, runner));
        command.Subcommands.Add(RerankCommand.Build(services, runner));
        command.SetAction(runner.Wrap(async (parsed, cancellationToken) =>
        {
            EvaluateRequest request = options.Read(parsed);
            EvaluationReport report = request.Sequences is { } input
                ? await new SequenceEvaluation(services, request).RunAsync(input, cancellationToken).ConfigureAwait(false)
                : await new FolderEvaluation(services, request).RunAsync(cancellationToken).ConfigureAwait(false);
            if (request.Html is { } path)
            {
                HtmlReport.Write(path, report, services.Time.GetUtcNow());
            }

            if (request.WritesJson)
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
}
