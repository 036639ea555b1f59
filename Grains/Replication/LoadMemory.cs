using System.Runtime;

namespace Manidala.Grains.Replication;

/// <summary>
/// Gives back what a start has left: reading a model and a catalogue of a million items leaves more than they take, which the process would keep. Thread-safe.
/// </summary>
internal sealed class LoadMemory
{
    private const int Loads = 2;

    private int _loaded;

    /// <summary>To be called once after the first model and once after the catalogue: after the later of the two, feeds of trending items are all that waits.</summary>
    public void Loaded()
    {
        if (Interlocked.Increment(ref _loaded) == Loads)
        {
            GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
