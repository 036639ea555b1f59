namespace Manidala.Engine.Batching;

/// <summary>Computes a batch and settles each request in it. Called by the queue's one thread; the memory is the queue's and is reused afterwards.</summary>
public delegate void BatchHandler<TRequest>(ReadOnlySpan<TRequest> batch);
