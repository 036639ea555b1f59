using Manidala.Training.Data;

namespace Manidala.Training.Sample;

/// <summary>A simulated user's tastes: a few cells of palette and motif whose weights move from one mixture to another over the weeks.</summary>
internal sealed class SampleUser
{
    private const int TasteCount = 4;

    private readonly int[] _cells = new int[TasteCount];
    private readonly double[] _early = new double[TasteCount];
    private readonly double[] _late = new double[TasteCount];
    private readonly double _comfortableSymmetry;
    private readonly double _symmetryTolerance;
    private readonly int _mood;
    private readonly int _dislikedMood;

    public SampleUser(SeededRandom random)
    {
        // The tastes share a palette or a motif more often than chance would have it.
        int palette = random.Next(MandalaNames.Palettes.Count);
        int motif = random.Next(MandalaNames.Motifs.Count);
        for (int taste = 0; taste < TasteCount; taste++)
        {
            int ownPalette = random.Chance(0.5) ? palette : random.Next(MandalaNames.Palettes.Count);
            int ownMotif = random.Chance(0.4) ? motif : random.Next(MandalaNames.Motifs.Count);
            _cells[taste] = (ownPalette * MandalaNames.Motifs.Count) + ownMotif;
            _early[taste] = Squared(random.NextDouble());
            _late[taste] = Squared(random.NextDouble());
        }

        _comfortableSymmetry = random.Next(MandalaNames.FewestRepetitions, MandalaNames.MostRepetitions + 1);
        _symmetryTolerance = 4 + (8 * random.NextDouble());
        _mood = random.Next(MandalaNames.Moods.Count);
        _dislikedMood = (_mood + 1 + random.Next(MandalaNames.Moods.Count - 1)) % MandalaNames.Moods.Count;
    }

    /// <summary>The cell that a session is about.</summary>
    /// <param name="progress">Where in the log's span the session lies, 0 to 1.</param>
    public int DrawCell(double progress, SeededRandom random)
    {
        Span<double> totals = stackalloc double[TasteCount];
        double total = 0;
        for (int taste = 0; taste < TasteCount; taste++)
        {
            total += (_early[taste] * (1 - progress)) + (_late[taste] * progress);
            totals[taste] = total;
        }

        return _cells[random.NextWeighted(totals)];
    }

    /// <summary>How much the user likes a design, 0 to 1, whatever its cell.</summary>
    public double LikingOf(Mandala design)
    {
        double symmetry = Math.Max(0, 1 - (Math.Abs(design.Symmetry - _comfortableSymmetry) / _symmetryTolerance));
        double mood = design.Mood == _mood ? 1 : design.Mood == _dislikedMood ? 0 : 0.5;
        return (symmetry + mood) / 2;
    }

    private static double Squared(double number) => number * number;
}
