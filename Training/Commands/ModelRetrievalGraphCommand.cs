using System.CommandLine;
using System.Globalization;
using Manidala.Training.Export;

namespace Manidala.Training.Commands;

/// <summary><c>model retrieval-graph</c>: writes the graph that the engine carries as a resource, for whoever changes it.</summary>
internal static class ModelRetrievalGraphCommand
{
    public static Command Build(CommandServices services, CommandRunner runner)
    {
        var to = new Option<string>("--out") { Description = "The file; Grains/Engine/Retrieval/Device/retrieval.onnx is the engine's.", HelpName = "FILE", Required = true };
        var command = new Command("retrieval-graph", "Writes the ONNX graph by which devices search all items. It is the same for every model.") { to };
        command.SetAction(runner.Wrap(async (parsed, cancellationToken) =>
        {
            string file = parsed.GetRequiredValue(to);
            byte[] graph = RetrievalGraph.Write();
            await File.WriteAllBytesAsync(file, graph, cancellationToken).ConfigureAwait(false);
            await services.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Wrote {file}: {graph.Length:N0} bytes")).ConfigureAwait(false);
        }));
        return command;
    }
}
