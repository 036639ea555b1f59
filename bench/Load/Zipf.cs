namespace Manidala.Bench.Load;

/// <summary>
/// Ranks from 0 by a Zipf law: the continuous law with density x^−exponent between 1 and count + 1, rounded down, which follows the discrete one closely and needs no table.
/// </summary>
internal sealed class Zipf(int count, double exponent)
{
    /// <param name="draw">From 0 to below 1.</param>
    public int At(double draw)
    {
        double end = count + 1.0;
        double place = Math.Abs(exponent - 1) < 1e-9
            ? Math.Pow(end, draw)
            : Math.Pow(1 + (draw * (Math.Pow(end, 1 - exponent) - 1)), 1 / (1 - exponent));
        return Math.Clamp((int)place - 1, 0, count - 1);
    }
}
