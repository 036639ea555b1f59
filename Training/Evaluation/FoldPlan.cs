using Manidala.Engine.Model;
using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>One history to fold, and when to look at it.</summary>
/// <param name="Inputs">Oldest first.</param>
/// <param name="Stops">After how many inputs a query is wanted, rising; 0 for a session in which nothing has happened.</param>
internal readonly record struct FoldPlan(string UserId, StepInput[] Inputs, int[] Stops)
{
    /// <summary>
    /// A history in the model's numbers. Direct repeats, and items that the model does not know, are no step of a live session; the gap after one of the
    /// latter is counted from it all the same.
    /// </summary>
    /// <param name="history">In the model's rows; rows past them are items that it does not know.</param>
    /// <param name="lengths">After how many interactions a query is wanted, rising.</param>
    public static FoldPlan Of(LoadedModel model, UserSequence history, ReadOnlySpan<int> lengths)
    {
        ReadOnlySpan<int> items = history.Items.Span;
        var inputs = new List<StepInput>(items.Length);
        var stops = new int[lengths.Length];
        int stop = 0;
        for (int place = 0; place <= items.Length; place++)
        {
            while (stop < lengths.Length && lengths[stop] == place)
            {
                stops[stop++] = inputs.Count;
            }

            if (place < items.Length && items[place] < model.ItemCount && (place == 0 || items[place - 1] != items[place]))
            {
                inputs.Add(model.InputOf(items[place], SequenceSteps.At(history, place)));
            }
        }

        return new FoldPlan(history.UserId, [.. inputs], stops);
    }

    /// <summary>The same without its oldest inputs; for a plan with one stop, at its end.</summary>
    public FoldPlan Newest(int most)
    {
        int cut = Math.Max(0, Inputs.Length - most);
        return this with { Inputs = Inputs[cut..], Stops = [Stops[0] - cut] };
    }

    /// <summary>The first of the stops after so many inputs; their number where there is none.</summary>
    public int FirstStopAt(int inputs)
    {
        int found = Array.BinarySearch(Stops, inputs);
        while (found > 0 && Stops[found - 1] == inputs)
        {
            found--;
        }

        return found < 0 ? Stops.Length : found;
    }
}
