namespace Manidala.Engine.Model;

/// <summary>How steps of one model ended, so far.</summary>
/// <param name="Done">With a state and a query.</param>
/// <param name="NotFinite">With numbers that are not finite.</param>
/// <param name="Failed">With a batch that failed.</param>
/// <param name="Late">After their deadline.</param>
/// <param name="Stepped">Interactions that were stepped over.</param>
/// <param name="Time">What they took, together.</param>
public readonly record struct StepCounts(long Done, long NotFinite, long Failed, long Late, long Stepped, TimeSpan Time)
{
    public long All => Done + NotFinite + Failed + Late;

    /// <summary>Of one interaction, others in its batch or not; null before the first.</summary>
    public TimeSpan? Each => Stepped == 0 ? null : Time / Stepped;
}

/// <summary>Counts how a model's steps end. Thread-safe.</summary>
public sealed class StepTally
{
    private long _done;
    private long _notFinite;
    private long _failed;
    private long _late;
    private long _stepped;
    private long _ticks;

    /// <summary>Each number by itself is right; together they are of about the same moment.</summary>
    public StepCounts Counts => new(
        Interlocked.Read(ref _done),
        Interlocked.Read(ref _notFinite),
        Interlocked.Read(ref _failed),
        Interlocked.Read(ref _late),
        Interlocked.Read(ref _stepped),
        TimeSpan.FromTicks(Interlocked.Read(ref _ticks)));

    internal void Done() => Interlocked.Increment(ref _done);

    internal void NotFinite() => Interlocked.Increment(ref _notFinite);

    internal void Failed() => Interlocked.Increment(ref _failed);

    internal void Late() => Interlocked.Increment(ref _late);

    internal void Took(int interactions, TimeSpan time)
    {
        Interlocked.Add(ref _stepped, interactions);
        Interlocked.Add(ref _ticks, time.Ticks);
    }
}
