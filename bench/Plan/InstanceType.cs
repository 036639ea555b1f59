namespace Manidala.Bench.Plan;

/// <param name="PricePerHour">On demand.</param>
/// <param name="SpotDiscount">Share of the price that falls away where the machine may be taken back; null where there is no such offer.</param>
internal sealed record InstanceType(string Name, int Cores, double MemoryGiB, InstanceGpu? Gpu, double PricePerHour, double? SpotDiscount);
