using System.Globalization;

namespace Manidala.Engine.Tests.Support;

/// <summary>One run of a simulation: everything that happens in it follows from its seed. What happened is written down for whoever reads of a failure.</summary>
internal sealed class SimulatedRun(int seed, int steps)
{
    private readonly Random _dice = new(seed);
    private readonly List<string> _notes = [];

    public int Seed => seed;

    /// <summary>How many things happen before the faults end.</summary>
    public int Steps => steps;

    public IReadOnlyList<string> Notes => _notes;

    public void Note(FormattableString what) => _notes.Add(what.ToString(CultureInfo.InvariantCulture));

    /// <summary>A number below the limit.</summary>
    public int Below(int limit) => _dice.Next(limit);

    public bool Chance(double probability) => _dice.NextDouble() < probability;

    public T Pick<T>(IReadOnlyList<T> of) => of[_dice.Next(of.Count)];
}
