using System.Diagnostics;
using System.Globalization;
using Manidala.Bench.Processes;

namespace Manidala.Bench.World;

/// <summary>Fills data folders with scaled catalogues, through the command line that users have.</summary>
internal sealed class ScaledWorld(ManidalaCommandLine manidala, TextWriter log)
{
    /// <summary>Where the model lies in the data folder; to be served from there, as MODEL_PATH.</summary>
    public static string BundleOf(string data) => Path.Combine(data, "scaled-model");

    /// <returns>The model's version.</returns>
    public async Task<string> FillAsync(string bundle, int items, string data, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(data);
        string file = Path.Combine(data, "scaled-items.ndjson");
        try
        {
            var clock = Stopwatch.StartNew();
            string version = ScaledCatalog.WriteBundle(bundle, items, BundleOf(data));
            ScaledCatalog.WriteItems(items, file);
            await SayAsync("made", clock).ConfigureAwait(false);
            await manidala.RunAsync(["import", "items", file, "--data", data], cancellationToken).ConfigureAwait(false);
            await SayAsync("imported", clock).ConfigureAwait(false);
            return version;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private Task SayAsync(string what, Stopwatch clock) =>
        log.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{what} after {clock.Elapsed.TotalSeconds:F1} s"));
}
