namespace Manidala.Grains.Tests.Simulation;

/// <summary>Something that a silo asked of the world outside: it takes effect in one moment and is answered in a later one, or never.</summary>
internal abstract class HeldOperation(string name, bool isJournalWrite)
{
    public string Name => name;

    /// <summary>The journal's writer of a silo takes its work in order.</summary>
    public bool IsJournalWrite => isJournalWrite;

    public bool IsApplied { get; protected set; }

    public abstract void Apply();

    public abstract void Answer();

    public abstract void Fail(Exception failure);
}

/// <param name="failed">What a failure is answered with; null where it is an exception.</param>
internal sealed class HeldOperation<T>(string name, Func<T> apply, bool isJournalWrite = false, Func<T>? failed = null) : HeldOperation(name, isJournalWrite)
{
    private readonly TaskCompletionSource<T> _answer = new();
    private T _result = default!;
    private Exception? _refusal;

    public Task<T> Task => _answer.Task;

    public override void Apply()
    {
        IsApplied = true;
        try
        {
            _result = apply();
        }
        catch (Orleans.Storage.InconsistentStateException conflict)
        {
            _refusal = conflict;
        }
    }

    public override void Answer()
    {
        if (_refusal is not null)
        {
            _answer.SetException(_refusal);
        }
        else
        {
            _answer.SetResult(_result);
        }
    }

    public override void Fail(Exception failure)
    {
        if (failed is null)
        {
            _answer.SetException(failure);
        }
        else
        {
            _answer.SetResult(failed());
        }
    }
}
