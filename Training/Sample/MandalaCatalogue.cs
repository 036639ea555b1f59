using Manidala.Engine.Catalog;
using Manidala.Training.Data;

namespace Manidala.Training.Sample;

/// <summary>The sample's designs, how liked each is by everyone, and which designs lead on from which.</summary>
internal sealed class MandalaCatalogue
{
    /// <summary>How many designs lead on from one, in each direction.</summary>
    public const int SuccessorCount = 8;

    // Items were made in the year before the log begins.
    private static readonly TimeSpan MadeWithin = TimeSpan.FromDays(365);

    private readonly int[][] _byCell;
    private readonly double[][] _cellTotals;
    private readonly double[] _totals;
    private readonly int[][] _rising;
    private readonly int[][] _falling;

    public MandalaCatalogue(int items, SeededRandom random)
    {
        Designs = [.. Enumerable.Range(0, items).Select(_ => Draw(random))];
        Popularity = DrawPopularity(items, random);
        _byCell = [.. Enumerable.Range(0, CellCount).Select(cell => Enumerable.Range(0, items).Where(item => CellOf(Designs[item]) == cell).ToArray())];
        _cellTotals = [.. _byCell.Select(cell => RunningTotals(cell.Select(item => Popularity[item])))];
        _totals = RunningTotals(Popularity);
        _rising = new int[items][];
        _falling = new int[items][];
        Parallel.For(0, items, item =>
        {
            _rising[item] = FindSuccessors(item, direction: 1);
            _falling[item] = FindSuccessors(item, direction: -1);
        });
    }

    /// <summary>Palette times motif: what a taste is for.</summary>
    public static int CellCount => MandalaNames.Palettes.Count * MandalaNames.Motifs.Count;

    public IReadOnlyList<Mandala> Designs { get; }

    public IReadOnlyList<double> Popularity { get; }

    public static int CellOf(Mandala design) => (design.Palette * MandalaNames.Motifs.Count) + design.Motif;

    /// <summary>The designs that lead on from this one towards more repetitions (direction 1) or fewer (-1), nearest first.</summary>
    public ReadOnlySpan<int> Successors(int item, int direction) => direction > 0 ? _rising[item] : _falling[item];

    /// <summary>A design of the cell by popularity; -1 where the cell is empty.</summary>
    public int DrawFromCell(int cell, SeededRandom random) =>
        _byCell[cell].Length == 0 ? -1 : _byCell[cell][random.NextWeighted(_cellTotals[cell])];

    /// <summary>A design that everyone likes, by popularity alone.</summary>
    public int DrawPopular(SeededRandom random) => random.NextWeighted(_totals);

    /// <summary>The designs as items of the catalogue.</summary>
    public IReadOnlyList<Item> ToItems(DateTimeOffset logBegins) =>
    [
        .. Designs.Select((design, item) => new Item(
            item,
            MandalaNames.IdOf(item),
            MandalaNames.TitleOf(design),
            [MandalaNames.Palettes[design.Palette], MandalaNames.Motifs[design.Motif]],
            MandalaNames.AttributesOf(design),
            IsHidden: false,
            logBegins - (MadeWithin * ((Designs.Count - item) / (double)Designs.Count)),
            ExpiresAt: null)),
    ];

    private static Mandala Draw(SeededRandom random) => new(
        random.Next(MandalaNames.FewestRepetitions, MandalaNames.MostRepetitions + 1),
        random.Next(MandalaNames.Palettes.Count),
        random.Next(MandalaNames.Motifs.Count),
        Math.Round(random.NextDouble(), 3),
        random.Next(MandalaNames.Moods.Count));

    // Close to Zipf: the weight falls with a random rank to the power of 3/4, by square roots because those are exact everywhere.
    private static double[] DrawPopularity(int items, SeededRandom random)
    {
        int[] ranks = [.. Enumerable.Range(0, items)];
        for (int i = items - 1; i > 0; i--)
        {
            int other = random.Next(i + 1);
            (ranks[i], ranks[other]) = (ranks[other], ranks[i]);
        }

        return [.. ranks.Select(rank => 1 / (Math.Sqrt(rank + 5.0) * Math.Sqrt(Math.Sqrt(rank + 5.0))))];
    }

    private static double[] RunningTotals(IEnumerable<double> weights)
    {
        double total = 0;
        return [.. weights.Select(weight => total += weight)];
    }

    // A step keeps the palette, keeps the motif or moves to the next one, and changes the symmetry by about two.
    private int[] FindSuccessors(int item, int direction)
    {
        Mandala origin = Designs[item];
        int nextCell = CellOf(origin with { Motif = (origin.Motif + 1) % MandalaNames.Motifs.Count });
        return
        [
            .. _byCell[CellOf(origin)].Concat(_byCell[nextCell])
                .Where(other => other != item)
                .Select(other => (Item: other, Distance: Distance(origin, Designs[other], direction) - Popularity[other]))
                .OrderBy(candidate => candidate.Distance)
                .ThenBy(candidate => candidate.Item)
                .Take(SuccessorCount)
                .Select(candidate => candidate.Item),
        ];
    }

    private static double Distance(Mandala from, Mandala to, int direction) =>
        Math.Abs(to.Symmetry - from.Symmetry - (2 * direction)) + (4 * Math.Abs(to.Density - from.Density)) + (to.Mood == from.Mood ? 0 : 1);
}
