using System.Diagnostics;
using Manidala.Engine.Telemetry;

namespace Manidala.Engine.Model;

/// <summary>
/// Computes a batch in waves: wave t steps every request that has more than t inputs. Requests stand by model, then longest first, so that those still going
/// are always the front of the buffers. For one thread.
/// </summary>
internal sealed class StepWaves
{
    private StepRequest[] _ordered = [];
    private float[] _states = [];
    private StepInput[] _inputs = [];
    private float[] _queries = [];

    public void Run(ReadOnlySpan<StepRequest> batch)
    {
        Fit(ref _ordered, batch.Length);
        batch.CopyTo(_ordered);
        Span<StepRequest> ordered = _ordered.AsSpan(0, batch.Length);
        ordered.Sort(static (left, right) => right.Inputs.Length.CompareTo(left.Inputs.Length));
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

    // The first that somebody follows: a batch has a place in one tree, and the other requests have their own span around their wait for it.
    private static ActivityContext TraceOf(ReadOnlySpan<StepRequest> requests)
    {
        foreach (StepRequest request in requests)
        {
            if (request.Trace != default)
            {
                return request.Trace;
            }
        }

        return default;
    }

    private void RunModel(ReadOnlySpan<StepRequest> requests)
    {
        using Activity? span = EngineTracing.StartBatch(TraceOf(requests), requests.Length);
        LoadedModel model = requests[0].Model;
        int stateSize = model.StateSize;
        Fit(ref _states, requests.Length * stateSize);
        Fit(ref _inputs, requests.Length);
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
            _inputs[i] = going[i].Inputs[wave];
        }

        Span<float> states = _states.AsSpan(0, going.Length * model.StateSize);
        Span<float> queries = _queries.AsSpan(0, going.Length * model.Dimension);

        // Those that end with this wave stand last, and only they need a query.
        int queriesFrom = going.Length;
        while (queriesFrom > 0 && going[queriesFrom - 1].Inputs.Length == wave + 1)
        {
            queriesFrom--;
        }

        long started = Stopwatch.GetTimestamp();
        model.Encoder.Step(states, _inputs.AsSpan(0, going.Length), states, queries, queriesFrom);
        model.Steps.Took(going.Length, Stopwatch.GetElapsedTime(started));
    }

    private int CompleteFinished(LoadedModel model, ReadOnlySpan<StepRequest> going, int wave)
    {
        int left = going.Length;
        while (left > 0 && going[left - 1].Inputs.Length == wave + 1)
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
