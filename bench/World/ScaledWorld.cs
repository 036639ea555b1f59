using System.Diagnostics;
using System.Globalization;
using Manidala.Bench.Processes;

namespace Manidala.Bench.World;

/// <summary>Fills data folders with scaled catalogues, through the command line that users have.</summary>
internal sealed class ScaledWorld(ManidalaCommandLine manidala, TextWriter log)
{
    /// <returns>The model's version.</returns>
    public async Task<string> FillAsync(string bundle, int items, string data, CancellationToken cancellationToken)
    {
        string scratch = Directory.CreateTempSubdirectory("manidala-world-").FullName;
        try
        {
            var clock = Stopwatch.StartNew();
            string version = ScaledCatalog.WriteBundle(bundle, items, Path.Combine(scratch, "bundle"));
            string file = Path.Combine(scratch, "items.ndjson");
            ScaledCatalog.WriteItems(items, file);
            await SayAsync("made", clock).ConfigureAwait(false);
            await manidala.RunAsync(["import", "items", file, "--data", data], cancellationToken).ConfigureAwait(false);
            await SayAsync("imported", clock).ConfigureAwait(false);
            await manidala.RunAsync(["publish", Path.Combine(scratch, "bundle"), "--to", data], cancellationToken).ConfigureAwait(false);
            await SayAsync("published", clock).ConfigureAwait(false);
            return version;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private Task SayAsync(string what, Stopwatch clock) =>
        log.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{what} after {clock.Elapsed.TotalSeconds:F1} s"));
}
