using System.Globalization;

namespace Manidala.Bench.Plan;

/// <summary>
/// Estimates p99 of a feed. What is measured at half load grows as 1 / (1 - busy). A search takes its time and waits for others: ln 100 times the mean
/// wait of one core, s * busy / (1 - busy), which is above what machines of two and more cores come to. A query waits for the GPU's pass under way and
/// then for its own.
/// </summary>
/// <param name="tail">p99 at half load, in seconds.</param>
internal sealed class LatencyModel(double tail, Retrieval retrieval)
{
    /// <summary>A cluster that would have to be emptier than this to be fast enough is no plan.</summary>
    public const double LeastUtilisation = 0.05;

    private const double HalfLoad = 0.5;
    private const double PassesWaitedFor = 2;
    private static readonly double TailOfWait = Math.Log(100);

    private double Fixed => retrieval.Seconds + (PassesWaitedFor * retrieval.PassSeconds);

    /// <summary>The utilisation at which p99 is as long as the bound; 0 or below where even idle machines are too slow.</summary>
    public double UtilisationAt(double boundMs)
    {
        // With g = 1 / (1 - busy), busy / (1 - busy) is g - 1, and p99 is linear in g.
        double growth = ((boundMs / 1000) - Fixed + (TailOfWait * retrieval.Seconds)) / ((HalfLoad * tail) + (TailOfWait * retrieval.Seconds));
        return growth <= 1 ? 0 : 1 - (1 / growth);
    }

    public double P99Ms(double busy) =>
        1000 * (Fixed + (((HalfLoad * tail) + (TailOfWait * retrieval.Seconds * busy)) / (1 - busy)));

    public string Explain(double busy)
    {
        string passes = retrieval.PassSeconds == 0 ? "" : Text($" + {PassesWaitedFor:0} passes of {retrieval.PassSeconds * 1000:0.0##} ms");
        string search = retrieval.Seconds == 0 ? "" : Text($" + {retrieval.Seconds * 1000:0.0##} ms of {retrieval.Name} x (1 + {TailOfWait:0.0} x {busy / (1 - busy):0.00} waiting)");
        return Text($"{HalfLoad} x {tail * 1000:0.0} ms at half load / (1 - {busy:0.00} busy){search}{passes}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
