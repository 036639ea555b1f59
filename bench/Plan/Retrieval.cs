namespace Manidala.Bench.Plan;

/// <summary>How a feed's items are found.</summary>
/// <param name="Seconds">Processor time of a search in the silo.</param>
/// <param name="PassSeconds">Of a pass on the GPU that answers it; 0 without.</param>
/// <param name="Target">What in this is a target and not yet measured; null where nothing is.</param>
internal sealed record Retrieval(string Name, double Seconds, double PassSeconds, string? Target);
