using Manidala.Engine.Batching;
using Manidala.Engine.Retrieval;

namespace Manidala.Engine.Model;

/// <summary>
/// One user's search on its way to the device and back. Holds copies of what it was asked and of what was found, since a deadline may pass while a batch is
/// computed.
/// </summary>
public sealed class DeviceAnswer : IBatchRequest
{
    private readonly TaskCompletionSource<bool> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly float[] _query;
    private int[] _rows = [];
    private float _bound;

    internal DeviceAnswer(LoadedModel model, ReadOnlySpan<float> query)
    {
        Model = model;
        _query = query.ToArray();
    }

    public bool IsSettled => _completion.Task.IsCompleted;

    internal LoadedModel Model { get; }

    internal ReadOnlySpan<float> Query => _query;

    /// <summary>Whether the device has answered, once it has or no longer will.</summary>
    internal Task<bool> Task => _completion.Task;

    /// <summary>
    /// Fills <paramref name="best"/> with what an exact search finds; false where the answer is to another question than this one, or not enough to know.
    /// </summary>
    public bool TrySearch(LoadedModel model, ReadOnlySpan<float> query, in RowFilter filter, Span<ScoredItem> best, out int found)
    {
        found = 0;
        return ReferenceEquals(model, Model) && query.SequenceEqual(_query) && new DeviceCandidates(_rows, _bound).TrySearch(model.Items, query, filter, best, out found);
    }

    void IBatchRequest.Expire() => _completion.TrySetResult(false);

    void IBatchRequest.Fail(Exception reason) => _completion.TrySetResult(false);

    void IBatchRequest.Released() => Model.Release();

    internal void Complete(DeviceCandidates found)
    {
        // Before anybody hears of it; where the deadline has passed, nobody reads it.
        _rows = found.Rows.ToArray();
        _bound = found.Bound;
        _completion.TrySetResult(true);
    }
}
