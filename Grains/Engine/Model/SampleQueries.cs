using Manidala.Engine.Catalog;
using Manidala.Engine.Retrieval;
using Manidala.Engine.Sessions;

namespace Manidala.Engine.Model;

/// <summary>Queries of users who do not exist: each begins with an item and goes on with one of those that the model then recommends.</summary>
public static class SampleQueries
{
    private const int Users = 128;
    private const int MostSteps = 6;
    private const int ChosenFrom = 20;
    private const int BeginnersChoice = 8;
    private const int Seed = 1;
    private const int GapSeconds = 60;

    /// <param name="items">The model's own, and perhaps later ones behind them.</param>
    /// <param name="modelItems">How many are the model's own; null for all.</param>
    /// <returns>Row-major.</returns>
    public static float[] Make(IEncoder encoder, EncoderContract contract, ItemIndex items, int? modelItems = null)
    {
        int known = modelItems ?? items.Count;
        ulong[] allowed = known == items.Count ? [] : FirstRows(known, items.AllowedWords);
        var random = new Random(Seed);
        int types = contract.InteractionTypes?.Count ?? 1;
        int[] rows = [.. Enumerable.Range(0, Users).Select(_ => First(items.Vectors, known, random))];
        float[] states = [.. Enumerable.Range(0, Users).SelectMany(_ => encoder.NewState(""))];
        float[] queries = new float[Users * encoder.Dimension];
        var best = new ScoredItem[Users * ChosenFrom];
        int[] found = new int[Users];
        for (int step = 0; step < MostSteps; step++)
        {
            // Users with a short history stop early: those before this one.
            int first = Users * step / MostSteps;
            var inputs = rows[first..].Select(row => new StepInput(row, (byte)(step % types), step == 0 ? 0 : TimeGap.Scaled(GapSeconds))).ToArray();
            Span<float> going = states.AsSpan(first * encoder.StateSize);
            Span<float> asked = queries.AsSpan(first * encoder.Dimension);
            encoder.Step(going, inputs, going, asked);
            items.SearchMany(asked, allowed, best.AsSpan(first * ChosenFrom), found.AsSpan(first));
            for (int user = first; user < Users; user++)
            {
                rows[user] = best[(user * ChosenFrom) + random.Next(found[user])].Item;
            }
        }

        return queries;
    }

    // Popular items are where most begin.
    private static int First(ItemVectors items, int known, Random random) =>
        Enumerable.Range(0, BeginnersChoice).Select(_ => random.Next(known)).MaxBy(items.Bias);

    private static ulong[] FirstRows(int count, int words)
    {
        ulong[] bits = new ulong[words];
        for (int row = 0; row < count; row++)
        {
            Bitset.Add(bits, row);
        }

        return bits;
    }
}
