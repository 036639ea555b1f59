namespace Manidala.Bench.Plan;

/// <summary>What a role takes at the peak.</summary>
/// <param name="Cores">Processor seconds a second, of all its machines together.</param>
/// <param name="FixedBytes">Memory of each machine.</param>
/// <param name="SharedBytes">Memory that its machines divide among them.</param>
/// <param name="Gpus">GPU seconds a second, of all its machines together.</param>
internal sealed record RoleNeed(Role Role, double Cores, double FixedBytes, double SharedBytes = 0, double Gpus = 0);
