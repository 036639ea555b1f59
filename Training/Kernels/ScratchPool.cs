using System.Collections.Concurrent;

namespace Manidala.Training.Kernels;

/// <summary>Scratch of threads that come and go: as many as run at once are ever made, and their memory is used again.</summary>
internal sealed class ScratchPool<T>
    where T : new()
{
    private readonly ConcurrentBag<T> _idle = [];

    public T Rent() => _idle.TryTake(out T? scratch) ? scratch : new T();

    /// <summary>To be called when nothing uses it any more.</summary>
    public void Return(T scratch) => _idle.Add(scratch);
}
