using Manidala.Engine.Model;

namespace Manidala.Training.Evaluation;

/// <summary>
/// Folds histories through a model's own encoder, one step an interaction, as live sessions are. All steps of one place in time run as one batch.
/// </summary>
internal sealed class HistoryFold(LoadedModel model)
{
    /// <returns>The queries at all stops, plan by plan, row-major; zeros at a stop before the first input.</returns>
    public float[] Run(IReadOnlyList<FoldPlan> plans)
    {
        int[] outputs = FirstOutputs(plans);
        float[] asked = new float[outputs[^1] * model.Dimension];

        // Longest first: those that go on are always the front of the buffers.
        int[] order = [.. Enumerable.Range(0, plans.Count).OrderByDescending(plan => plans[plan].Inputs.Length)];
        float[] states = [.. order.SelectMany(plan => model.NewState(plans[plan].UserId))];
        float[] queries = new float[plans.Count * model.Dimension];
        var inputs = new StepInput[plans.Count];
        int going = order.Length;
        for (int time = 0; ; time++)
        {
            going = Going(order.AsSpan(0, going), plans, time);
            if (going == 0)
            {
                return asked;
            }

            for (int front = 0; front < going; front++)
            {
                inputs[front] = plans[order[front]].Inputs[time];
            }

            Span<float> running = states.AsSpan(0, going * model.StateSize);
            int wanted = FirstWanted(order.AsSpan(0, going), plans, time + 1);
            model.Encoder.Step(running, inputs.AsSpan(0, going), running, queries.AsSpan(0, going * model.Dimension), queriesFrom: wanted);
            for (int front = wanted; front < going; front++)
            {
                Keep(plans[order[front]], time + 1, queries.AsSpan(front * model.Dimension, model.Dimension), asked.AsSpan(outputs[order[front]] * model.Dimension));
            }
        }
    }

    private static void Keep(FoldPlan plan, int time, ReadOnlySpan<float> query, Span<float> asked)
    {
        for (int stop = plan.FirstStopAt(time); stop < plan.Stops.Length && plan.Stops[stop] == time; stop++)
        {
            query.CopyTo(asked[(stop * query.Length)..]);
        }
    }

    private static int Going(ReadOnlySpan<int> order, IReadOnlyList<FoldPlan> plans, int time)
    {
        int going = order.Length;
        while (going > 0 && plans[order[going - 1]].Inputs.Length <= time)
        {
            going--;
        }

        return going;
    }

    // Where every history has one stop, at its end, these are the last ones of the order.
    private static int FirstWanted(ReadOnlySpan<int> order, IReadOnlyList<FoldPlan> plans, int time)
    {
        int wanted = 0;
        while (wanted < order.Length && plans[order[wanted]].FirstStopAt(time) == plans[order[wanted]].Stops.Length)
        {
            wanted++;
        }

        return wanted;
    }

    private static int[] FirstOutputs(IReadOnlyList<FoldPlan> plans)
    {
        int[] first = new int[plans.Count + 1];
        for (int plan = 0; plan < plans.Count; plan++)
        {
            first[plan + 1] = first[plan] + plans[plan].Stops.Length;
        }

        return first;
    }
}
