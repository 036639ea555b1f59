using System.Text.Json.Serialization;
using Manidala.Engine.Devices;

namespace Manidala.Bench.Doctor;

/// <summary>What the doctor found.</summary>
/// <param name="Device">auto, cuda, path or cpu, as asked.</param>
/// <param name="IsOnDevice">Whether the items lay elsewhere than in this process's memory; null where nothing ran.</param>
/// <param name="Findings">What the device needs. On the CPU, none of it has to be there.</param>
/// <param name="Problems">Why all does not hold; none where it does.</param>
internal sealed record DoctorReport(
    string Date,
    string Machine,
    string Command,
    string Runtime,
    string Device,
    bool? IsOnDevice,
    int Items,
    int Dimension,
    int Wanted,
    int RowsOfQuery,
    long ItemBytes,
    IReadOnlyList<DeviceFinding> Findings,
    Agreement? Agreement,
    IReadOnlyList<BatchFigure> Batches,
    IReadOnlyList<string> Problems);

/// <summary>The device's answers beside an exact search's.</summary>
/// <param name="Queries">That were compared.</param>
/// <param name="Certain">Those of which the device's rows could be shown to be the best; for the others a server searches on the processor.</param>
/// <param name="Wrong">Certain ones that are not equal to the last bit: must be 0.</param>
internal sealed record Agreement(int Queries, int Certain, int Wrong);

/// <summary>What one size of batch takes.</summary>
/// <param name="UsersPerSecond">Written, scored, fetched and made exact answers of.</param>
/// <param name="P50Ms">Of a batch.</param>
/// <param name="GraphUsersPerSecond">The same graph on the same memory in ONNX Runtime alone.</param>
/// <param name="Ratio">The first of these rates over the second.</param>
internal sealed record BatchFigure(int Batch, int Runs, double UsersPerSecond, double P50Ms, double P99Ms, double GraphUsersPerSecond, double Ratio);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(DoctorReport))]
internal sealed partial class DoctorJson : JsonSerializerContext;
