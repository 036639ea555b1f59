using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Manidala.Bench.Retrieval;
using Manidala.Engine.Model;

namespace Manidala.Bench.Measurement;

/// <summary><c>bench</c>: measures retrieval on this machine, beside the libraries that are installed.</summary>
internal static class BenchCommand
{
    private static readonly int[] Small = [10_000, 100_000];
    private static readonly int[] Full = [10_000, 100_000, 1_000_000];

    public static Command Build()
    {
        var bundle = new Option<string>("--bundle") { Description = "A trained model: its items are scaled up, its encoder makes the queries.", Required = true };
        var sequences = new Option<string?>("--sequences") { Description = "Real histories, a line each, that the queries come from; by default those of simulated users." };
        var withUsers = new Option<bool>("--with-users") { Description = "Lines of --sequences begin with a user." };
        var full = new Option<bool>("--full") { Description = "A million items, too: some minutes." };
        var withPeers = new Option<bool>("--peers") { Description = "Runs faiss and hnswlib on the same rows, where they are installed." };
        var sources = new Option<string>("--peer-sources") { Description = "Where their programs are.", DefaultValueFactory = _ => Path.Combine("bench", "Peers") };
        var queries = new Option<int>("--queries") { Description = "Searches of each setting.", DefaultValueFactory = _ => 400 };
        var json = new Option<string?>("--json") { Description = "Writes the figures.", HelpName = "FILE" };
        var command = new Command("bench", "Measures retrieval: exact and approximate, filtered, by number of items; recall and time on one core.")
        {
            bundle, sequences, withUsers, full, withPeers, sources, queries, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string scratch = Directory.CreateTempSubdirectory("manidala-bench-").FullName;
            try
            {
                LoadedModel model = LoadedModel.Load(parsed.GetRequiredValue(bundle), new EncoderOptions { Provider = EncoderOptions.Cpu });
                string? file = parsed.GetValue(sequences);
                float[] asked = file is null
                    ? SampleQueries.Make(model.Encoder, model.Manifest.Encoder, model.Index)
                    : SessionQueries.Read(file, model, parsed.GetRequiredValue(queries), parsed.GetRequiredValue(withUsers));
                IReadOnlyList<PeerProgram> peers = parsed.GetRequiredValue(withPeers)
                    ? await PeerProgram.FindAsync(parsed.GetRequiredValue(sources), scratch, Console.Error, cancellationToken)
                    : [];
                var bench = new RetrievalBench(model, asked, peers, Console.Error);
                var sizes = new List<RetrievalAtSize>();
                foreach (int items in parsed.GetRequiredValue(full) ? Full : Small)
                {
                    sizes.Add(await bench.RunAsync(items, cancellationToken));
                    RetrievalTable.Write(sizes[^1], Console.Out);
                }

                var report = new RetrievalReport(
                    TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    Machine.Describe(),
                    Load.LoadCommand.CommandOf(parsed),
                    model.Version,
                    string.Create(CultureInfo.InvariantCulture, $"{model.ItemCount:N0} trained items, and more between them and their neighbours; queries of {(file is null ? "simulated users" : "real histories")}"),
                    model.Dimension,
                    RetrievalBench.Wanted,
                    asked.Length / model.Dimension,
                    sizes);
                if (parsed.GetValue(json) is { } path)
                {
                    await File.WriteAllTextAsync(path, JsonSerializer.Serialize(report, RetrievalJson.Default.RetrievalReport), cancellationToken);
                }

                return 0;
            }
            finally
            {
                Directory.Delete(scratch, recursive: true);
            }
        });
        return command;
    }
}
