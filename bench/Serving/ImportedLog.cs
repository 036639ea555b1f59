using System.Globalization;
using Manidala.Bench.World;

namespace Manidala.Bench.Serving;

/// <summary>A log of likes, as a file to import.</summary>
internal static class ImportedLog
{
    // 2026-01-01: all of it lies behind what a run does.
    private const long FirstSecond = 1_767_225_600;

    // Prime, and larger than a catalogue's usual steps: a user's items differ until the catalogue is used up.
    private const long Stride = 7919;

    public static async Task WriteAsync(string path, int users, int each, int items, CancellationToken cancellationToken)
    {
        await using var file = new StreamWriter(path);
        await file.WriteLineAsync("user,item,type,time").ConfigureAwait(false);
        for (int place = 0; place < each; place++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int user = 0; user < users; user++)
            {
                int item = (int)(((user * 131L) + (place * Stride)) % items);
                await file.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"load-{user},{ScaledCatalog.ItemId(item)},like,{FirstSecond + place}")).ConfigureAwait(false);
            }
        }
    }
}
