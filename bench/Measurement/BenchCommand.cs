using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Manidala.Bench.World;
using Manidala.Engine.Model;

namespace Manidala.Bench.Measurement;

/// <summary><c>bench</c>: measures retrieval on this machine, beside the libraries that are installed.</summary>
internal static class BenchCommand
{
    private const int FewestItems = 1_000;

    public static Command Build()
    {
        var bundle = new Option<string>("--bundle") { Description = "A trained model: its items are scaled up, its encoder makes the queries.", Required = true };
        var sequences = new Option<string?>("--sequences") { Description = "Real histories, a line each, that the queries come from; by default those of simulated users." };
        var withUsers = new Option<bool>("--with-users") { Description = "Lines of --sequences begin with a user." };
        var items = new Option<int[]>("--items") { Description = "Numbers of items.", DefaultValueFactory = _ => [10_000, 100_000], AllowMultipleArgumentsPerToken = true };
        var full = new Option<bool>("--full") { Description = "A million items, too: some minutes." };
        var withPeers = new Option<bool>("--peers") { Description = "Runs faiss and hnswlib on the same rows, where they are installed." };
        var sources = new Option<string>("--peer-sources") { Description = "Where their programs are.", DefaultValueFactory = _ => Path.Combine("bench", "Peers") };
        var queries = new Option<int>("--queries") { Description = "Searches of each setting.", DefaultValueFactory = _ => 400 };
        var json = new Option<string?>("--json") { Description = "Writes the figures.", HelpName = "FILE" };
        var command = new Command("bench", "Measures retrieval: exact and approximate, filtered, by number of items; recall and time on one core.")
        {
            bundle, sequences, withUsers, items, full, withPeers, sources, queries, json,
        };
        items.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => !int.TryParse(token.Value, CultureInfo.InvariantCulture, out int size) || size is < FewestItems or > 100_000_000) is { } bad)
            {
                result.AddError($"--items is \"{bad.Value}\"; allowed: {FewestItems} to 100000000.");
            }
        });
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
                foreach (int size in parsed.GetRequiredValue(items).Concat(parsed.GetRequiredValue(full) ? [1_000_000] : []))
                {
                    sizes.Add(await bench.RunAsync(size, cancellationToken));
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
            catch (Exception failure) when (failure is InvalidBundleException or InvalidDataException or IOException)
            {
                await Console.Error.WriteLineAsync($"manidala: {failure.Message}");
                return 1;
            }
            finally
            {
                Directory.Delete(scratch, recursive: true);
            }
        });
        return command;
    }
}
