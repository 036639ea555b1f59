namespace Manidala.Engine.Batching;

/// <summary>
/// A request in a <see cref="BatchQueue{TRequest}"/>. Its first ending counts and later ones are ignored, since a deadline may pass while a batch is computed.
/// </summary>
public interface IBatchRequest
{
    /// <summary>True once it has ended in any way; it is then not given to a batch.</summary>
    bool IsSettled { get; }

    /// <summary>Its deadline has passed.</summary>
    void Expire();

    /// <summary>Its batch failed.</summary>
    void Fail(Exception reason);

    /// <summary>The queue has let go of it, and touches it no more.</summary>
    void Released();
}
