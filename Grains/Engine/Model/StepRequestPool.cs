using System.Collections.Concurrent;

namespace Manidala.Engine.Model;

/// <summary>Requests that may be used again, a bounded number. Thread-safe.</summary>
internal sealed class StepRequestPool(int capacity)
{
    private readonly ConcurrentQueue<StepRequest> _free = new();
    private int _count;

    public StepRequest Rent()
    {
        if (!_free.TryDequeue(out StepRequest? request))
        {
            return new StepRequest(this);
        }

        Interlocked.Decrement(ref _count);
        return request;
    }

    public void Return(StepRequest request)
    {
        if (Interlocked.Increment(ref _count) <= capacity)
        {
            _free.Enqueue(request);
        }
        else
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
