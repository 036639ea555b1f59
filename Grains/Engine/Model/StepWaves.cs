namespace Manidala.Engine.Model;

/// <summary>
/// Computes a batch in waves: wave t steps every request that has more than t rows. Requests stand by model, then longest first, so that those still going
/// are always the front of the buffers. For one thread.
/// </summary>
internal sealed class StepWaves
{
    private StepRequest[] _ordered = [];
    private float[] _states = [];
    private float[] _items = [];
    private float[] _queries = [];

    public void Run(ReadOnlySpan<StepRequest> batch)
    {
        Fit(ref _ordered, batch.Length);
        batch.CopyTo(_ordered);
        Span<StepRequest> ordered = _ordered.AsSpan(0, batch.Length);
        ordered.Sort(static (left, right) => right.Rows.Length.CompareTo(left.Rows.Length));
        try
        {
            while (!ordered.IsEmpty)
            {
                int count = MoveFirstModelToFront(ordered);
                RunModel(ordered[..count]);
                ordered = ordered[count..];
            }
        }
        finally
        {
            Array.Clear(_ordered);
        }
    }

    /// <summary>Keeps the order within the first request's model; only a switch of models leaves more than one here.</summary>
    private static int MoveFirstModelToFront(Span<StepRequest> ordered)
    {
        LoadedModel model = ordered[0].Model;
        int count = 0;
        for (int i = 0; i < ordered.Length; i++)
        {
            if (ReferenceEquals(ordered[i].Model, model))
            {
                StepRequest found = ordered[i];
                ordered[count..i].CopyTo(ordered[(count + 1)..]);
                ordered[count++] = found;
            }
        }

        return count;
    }

    private void RunModel(ReadOnlySpan<StepRequest> requests)
    {
        LoadedModel model = requests[0].Model;
        int stateSize = model.StateSize;
        Fit(ref _states, requests.Length * stateSize);
        Fit(ref _items, requests.Length * model.Dimension);
        Fit(ref _queries, requests.Length * model.Dimension);
        for (int i = 0; i < requests.Length; i++)
        {
            requests[i].State.CopyTo(_states.AsSpan(i * stateSize));
        }

        for (int wave = 0, going = requests.Length; going > 0; wave++)
        {
            Step(model, requests[..going], wave);
            going = CompleteFinished(model, requests[..going], wave);
        }
    }

    private void Step(LoadedModel model, ReadOnlySpan<StepRequest> going, int wave)
    {
        for (int i = 0; i < going.Length; i++)
        {
            model.Embedding(going[i].Rows[wave]).CopyTo(_items.AsSpan(i * model.Dimension));
        }

        Span<float> states = _states.AsSpan(0, going.Length * model.StateSize);
        int width = going.Length * model.Dimension;
        model.Encoder.Step(states, _items.AsSpan(0, width), going.Length, states, _queries.AsSpan(0, width));
    }

    private int CompleteFinished(LoadedModel model, ReadOnlySpan<StepRequest> going, int wave)
    {
        int left = going.Length;
        while (left > 0 && going[left - 1].Rows.Length == wave + 1)
        {
            left--;
            going[left].Complete(
                _states.AsSpan(left * model.StateSize, model.StateSize), _queries.AsSpan(left * model.Dimension, model.Dimension));
        }

        return left;
    }

    private static void Fit<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[length];
        }
    }
}
