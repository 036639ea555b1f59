using System.Globalization;
using System.Text.Json;

namespace Manidala.Bench.Serving;

/// <summary>Holds a run's figures against an earlier run's.</summary>
/// <param name="tolerance">The share by which a figure may be worse.</param>
internal sealed class BenchComparison(double tolerance)
{
    /// <param name="Change">The new figure to the old one.</param>
    public sealed record Difference(BenchFigure Before, BenchFigure Now, double Change)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{Now.Row}: {Now.Name}: {Now.Value:#,0.###} {Now.Unit}, before {Before.Value:#,0.###} ({Change - 1:+0.0%;-0.0%})");
    }

    /// <exception cref="InvalidDataException">The file is no report of a bench.</exception>
    public static async Task<BenchReport> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using FileStream file = File.OpenRead(path);
            BenchReport? report = await JsonSerializer.DeserializeAsync(file, BenchReportJson.Default.BenchReport, cancellationToken).ConfigureAwait(false);
            return report?.Figures is not null ? report : throw new InvalidDataException($"{path} is no report of a bench: it has no figures.");
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"{path} is no report of a bench: {broken.Message}", broken);
        }
    }

    /// <summary>The figures of both runs that got worse by more than the tolerance, the worst first.</summary>
    public IReadOnlyList<Difference> Worse(BenchReport before, IReadOnlyList<BenchFigure> now)
    {
        var earlier = before.Figures.ToDictionary(figure => (figure.Row, figure.Name));
        return
        [
            .. now.Where(figure => earlier.ContainsKey((figure.Row, figure.Name)))
                .Select(figure => (Before: earlier[(figure.Row, figure.Name)], Now: figure))
                .Where(pair => IsWorse(pair.Before.Value, pair.Now.Value, pair.Now.IsBetterHigher))
                .Select(pair => new Difference(pair.Before, pair.Now, pair.Before.Value == 0 ? 0 : pair.Now.Value / pair.Before.Value))
                .OrderByDescending(difference => Math.Abs(difference.Change - 1)),
        ];
    }

    // What was 0 or below, such as memory lost in the noise, tells nothing of a share.
    private bool IsWorse(double before, double now, bool isBetterHigher) =>
        before > 0 && (isBetterHigher ? now < before * (1 - tolerance) : now > before * (1 + tolerance));
}
