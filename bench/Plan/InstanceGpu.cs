namespace Manidala.Bench.Plan;

internal sealed record InstanceGpu(string Name, int Count);
