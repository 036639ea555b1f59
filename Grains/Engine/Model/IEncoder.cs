namespace Manidala.Engine.Model;

/// <summary>Turns interactions into session states, and states into queries. Thread-safe; one call runs at a time.</summary>
public interface IEncoder : IDisposable
{
    /// <summary>Numbers of a user's state.</summary>
    int StateSize { get; }

    /// <summary>Numbers of an item's embedding and of a query.</summary>
    int Dimension { get; }

    /// <summary>Steps <paramref name="batch"/> users by one interaction each.</summary>
    /// <param name="states">Row-major, <see cref="StateSize"/> numbers a user; zeros for a new one.</param>
    /// <param name="items">Row-major, the embedding of the item that each interacted with.</param>
    /// <param name="nextStates">Receives the states after it; may be the memory of <paramref name="states"/>.</param>
    /// <param name="queries">Receives what to search the items with.</param>
    void Step(ReadOnlySpan<float> states, ReadOnlySpan<float> items, int batch, Span<float> nextStates, Span<float> queries);
}
