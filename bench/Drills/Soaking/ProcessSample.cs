namespace Manidala.Bench.Drills.Soaking;

/// <summary>What a process holds at a moment.</summary>
/// <param name="At">Since the load began.</param>
/// <param name="ResidentMiB">Of memory, as the kernel counts it.</param>
/// <param name="HeapMiB">Managed, after the last collection.</param>
/// <param name="Handles">Open files, sockets among them.</param>
/// <param name="Users">Whose grains are active; 0 of a gateway.</param>
internal readonly record struct ProcessSample(TimeSpan At, double ResidentMiB, double HeapMiB, int Handles, int Threads, double Users);
