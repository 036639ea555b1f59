using Manidala.Engine.Devices;

namespace Manidala.Bench.Doctor;

/// <summary>What the doctor is asked to look at.</summary>
/// <param name="Wanted">Items for each user.</param>
/// <param name="Rows">Rows that the device fetches for each.</param>
/// <param name="Runs">Of each size of batch.</param>
/// <param name="LeastRate">Users a second that the best batch size must reach; null for none.</param>
/// <param name="LongestMs">That p99 of a batch may take at that size; null for none.</param>
internal sealed record DoctorRequest(
    string Command,
    ProviderChoice Device,
    int Items,
    int Dimension,
    int Wanted,
    int Rows,
    IReadOnlyList<int> Batches,
    int Runs,
    int Threads,
    int Seed,
    double? LeastRate,
    double? LongestMs);
