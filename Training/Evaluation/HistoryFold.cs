using Manidala.Engine.Model;
using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>Folds histories through a model's own encoder, one step an interaction, as live sessions are.</summary>
/// <param name="rows">The model's row of each item of the data set; -1 where it does not know the item.</param>
internal sealed class HistoryFold(LoadedModel model, IReadOnlyList<int> rows)
{
    /// <summary>
    /// The first <paramref name="length"/> interactions in the model's numbers. Those with items that the model does not know are left out, and the gap
    /// after one is counted from it all the same: so does a live session.
    /// </summary>
    public StepInput[] InputsOf(UserSequence user, int length)
    {
        var inputs = new List<StepInput>(length);
        for (int place = 0; place < length; place++)
        {
            if (rows[user.Items.Span[place]] is >= 0 and var row)
            {
                inputs.Add(model.InputOf(row, SequenceSteps.At(user, place)));
            }
        }

        return [.. inputs];
    }

    /// <summary>The query after each history, row-major; zeros after an empty one. All steps of one place in time run as one batch.</summary>
    public float[] Run(IReadOnlyList<string> userIds, IReadOnlyList<StepInput[]> histories)
    {
        // Longest first: those that go on are always the front of the buffers.
        int[] order = [.. Enumerable.Range(0, histories.Count).OrderByDescending(place => histories[place].Length)];
        float[] states = [.. order.SelectMany(place => model.NewState(userIds[place]))];
        float[] queries = new float[histories.Count * model.Dimension];
        var inputs = new StepInput[histories.Count];
        int going = order.Length;
        for (int time = 0; ; time++)
        {
            going = Going(order.AsSpan(0, going), histories, time);
            if (going == 0)
            {
                return InTheOrderAsked(queries, order);
            }

            for (int front = 0; front < going; front++)
            {
                inputs[front] = histories[order[front]][time];
            }

            Span<float> running = states.AsSpan(0, going * model.StateSize);
            int ends = Going(order.AsSpan(0, going), histories, time + 1);
            model.Encoder.Step(running, inputs.AsSpan(0, going), running, queries.AsSpan(0, going * model.Dimension), queriesFrom: ends);
        }
    }

    private static int Going(ReadOnlySpan<int> order, IReadOnlyList<StepInput[]> histories, int time)
    {
        int going = order.Length;
        while (going > 0 && histories[order[going - 1]].Length <= time)
        {
            going--;
        }

        return going;
    }

    private float[] InTheOrderAsked(float[] queries, int[] order)
    {
        float[] asked = new float[queries.Length];
        for (int front = 0; front < order.Length; front++)
        {
            queries.AsSpan(front * model.Dimension, model.Dimension).CopyTo(asked.AsSpan(order[front] * model.Dimension));
        }

        return asked;
    }
}
