namespace Manidala.Training.Sample;

/// <summary>The attributes that a design is drawn from. Numbers index the lists of <see cref="MandalaNames"/>.</summary>
/// <param name="Symmetry">Repetitions around the centre, 3 to 24.</param>
/// <param name="Density">How full it is, 0 to 1.</param>
internal readonly record struct Mandala(int Symmetry, int Palette, int Motif, double Density, int Mood);
