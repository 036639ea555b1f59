using System.Globalization;
using Manidala.Bench.Measurement;
using Manidala.Bench.World;
using Manidala.Engine.Model;

namespace Manidala.Bench.Serving.Rows;

/// <summary>Searches on one core, exactly and approximately, filtered, by number of items.</summary>
/// <param name="sizes">Numbers of items.</param>
/// <param name="queries">Searches of each setting, from <paramref name="sequences"/>.</param>
/// <param name="sequences">Real histories that the queries come from; null for simulated users.</param>
/// <param name="withUsers">Whether their lines begin with a user.</param>
internal sealed class RetrievalRow(IReadOnlyList<int> sizes, int queries, string? sequences, bool withUsers, string command, string scratch, TextWriter to, TextWriter log) : IBenchRow
{
    public string Name => "retrieval";

    public async Task RunAsync(BenchWorld world, ServingSettings settings, BenchResults results, CancellationToken cancellationToken)
    {
        LoadedModel model = LoadedModel.Load(world.Bundle, new EncoderOptions { Provider = EncoderOptions.Cpu });
        float[] asked = sequences is null
            ? SampleQueries.Make(model.Encoder, model.Manifest.Encoder, model.Index)
            : SessionQueries.Read(sequences, model, queries, withUsers);
        IReadOnlyList<PeerProgram> peers = settings.PeerSources is { } sources
            ? await PeerProgram.FindAsync(sources, scratch, log, cancellationToken).ConfigureAwait(false)
            : [];
        var bench = new RetrievalBench(model, asked, peers, log);
        var found = new List<RetrievalAtSize>();
        foreach (int size in sizes)
        {
            found.Add(await bench.RunAsync(size, cancellationToken).ConfigureAwait(false));
            RetrievalTable.Write(found[^1], to);
            string items = FormattableString.Invariant($"{size:#,0} items");
            results.Add(Name, $"{items}: exact search", "us", false, [found[^1].Exact[0].Microseconds]);
            results.Add(Name, $"{items}: approximate search as a server chooses", "us", false, [found[^1].Chosen.Microseconds]);
            results.Add(Name, $"{items}: recall@{RetrievalBench.Wanted} of that", "share", true, [found[^1].Chosen.Recall]);
            results.Add(Name, $"{items}: index built in", "s", false, [found[^1].BuildSeconds]);
        }

        results.Retrieval = new RetrievalReport(
            TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Machine.Describe(),
            command,
            model.Version,
            string.Create(CultureInfo.InvariantCulture, $"{model.ItemCount:N0} trained items, and more between them and their neighbours; queries of {(sequences is null ? "simulated users" : "real histories")}"),
            model.Dimension,
            RetrievalBench.Wanted,
            asked.Length / model.Dimension,
            found);
        model.Retire();
    }
}
