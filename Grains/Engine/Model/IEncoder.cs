namespace Manidala.Engine.Model;

/// <summary>Turns interactions into session states, and states into queries. Thread-safe; one call runs at a time.</summary>
public interface IEncoder : IDisposable
{
    /// <summary>Numbers of a user's state.</summary>
    int StateSize { get; }

    /// <summary>Numbers of an item's embedding and of a query.</summary>
    int Dimension { get; }

    /// <summary>The state of a user before the first step; zeros for the kinds that do not look at who the user is.</summary>
    float[] NewState(string userId);

    /// <summary>Steps users by one interaction each.</summary>
    /// <param name="states">Row-major, <see cref="StateSize"/> numbers a user.</param>
    /// <param name="inputs">The interaction of each user.</param>
    /// <param name="nextStates">Receives the states after it; may be the memory of <paramref name="states"/>.</param>
    /// <param name="queries">Receives what to search the items with.</param>
    /// <param name="queriesFrom">
    /// The first user whose query is wanted; those of the users before may or may not be written. An encoder whose steps are cheap and whose queries are not
    /// computes only what is wanted.
    /// </param>
    void Step(ReadOnlySpan<float> states, ReadOnlySpan<StepInput> inputs, Span<float> nextStates, Span<float> queries, int queriesFrom = 0);
}
