using Microsoft.ML.OnnxRuntime;

namespace Manidala.Engine.Model;

/// <summary>The pinned memory of a session's steps, and one binding to it for each batch size met so far. For one caller at a time.</summary>
internal sealed class StepBindings : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly int _stateSize;
    private readonly int _dimension;
    private readonly float[] _states;
    private readonly float[] _items;
    private readonly float[] _nextStates;
    private readonly float[] _queries;
    private readonly StepBinding?[] _byBatch;

    public StepBindings(InferenceSession session, int stateSize, int dimension, int maxBatch)
    {
        _session = session;
        _stateSize = stateSize;
        _dimension = dimension;
        _states = GC.AllocateArray<float>(maxBatch * stateSize, pinned: true);
        _items = GC.AllocateArray<float>(maxBatch * dimension, pinned: true);
        _nextStates = GC.AllocateArray<float>(maxBatch * stateSize, pinned: true);
        _queries = GC.AllocateArray<float>(maxBatch * dimension, pinned: true);
        _byBatch = new StepBinding?[maxBatch + 1];
    }

    public void Run(int batch, ReadOnlySpan<float> states, ReadOnlySpan<float> items, Span<float> nextStates, Span<float> queries)
    {
        states.CopyTo(_states);
        items.CopyTo(_items);
        StepBinding binding = _byBatch[batch] ??= Bind(batch);
        _session.RunWithBinding(_run, binding.Native);
        _nextStates.AsSpan(0, nextStates.Length).CopyTo(nextStates);
        _queries.AsSpan(0, queries.Length).CopyTo(queries);
    }

    public void Dispose()
    {
        foreach (StepBinding? binding in _byBatch)
        {
            binding?.Dispose();
        }

        _run.Dispose();
    }

    private StepBinding Bind(int batch)
    {
        var binding = new StepBinding(_session);
        binding.BindInput(StepContract.State, Tensor(_states, batch, _stateSize));
        binding.BindInput(StepContract.Item, Tensor(_items, batch, _dimension));
        binding.BindOutput(StepContract.NextState, Tensor(_nextStates, batch, _stateSize));
        binding.BindOutput(StepContract.Query, Tensor(_queries, batch, _dimension));
        return binding;
    }

    private static OrtValue Tensor(float[] memory, int batch, int width) =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, memory.AsMemory(0, batch * width), [batch, width]);
}
