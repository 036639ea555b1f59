using System.Diagnostics.Metrics;

namespace Manidala.Silo.Telemetry;

/// <summary>The instruments of the silo's process. Thread-safe.</summary>
internal sealed class SiloMetrics
{
    public const string MeterName = "Manidala.Silo";

    private const string State = "system.filesystem.state";

    /// <param name="dataDirectory">The folder on whose file system databases, models and indexes lie.</param>
    public SiloMetrics(IMeterFactory meters, string dataDirectory)
    {
        var disk = new DriveInfo(dataDirectory);
        meters.Create(MeterName).CreateObservableUpDownCounter<long>(
            "system.filesystem.usage",
            () =>
            [
                new(disk.TotalSize - disk.AvailableFreeSpace, new KeyValuePair<string, object?>(State, "used")),
                new(disk.AvailableFreeSpace, new KeyValuePair<string, object?>(State, "free")),
            ],
            "By",
            "Bytes of the file system of the data folder, by state.");
    }
}
