using System.Globalization;

namespace Manidala.Silo.Doctor;

/// <summary>Room on the disk and in memory.</summary>
internal static class RoomCheck
{
    private const long MiB = 1 << 20;

    // What a journal of the sample's size and one model take; below it a server that starts now may be full within the hour.
    private const long LeastDisk = 100 * MiB;
    private const long LittleDisk = 1024 * MiB;

    // One process holds the sample's catalogue in 512 MiB.
    private const long LeastMemory = 256 * MiB;
    private const long LittleMemory = 512 * MiB;

    public static Finding JudgeDisk(string folder, long free) => Judge(
        "disk", $"{InMiB(free)} are free in {folder}", free, LeastDisk, LittleDisk, "Make room, or put the data folder elsewhere (--data): a full disk refuses interactions.");

    public static Finding JudgeMemory(long available) => Judge(
        "memory", $"{InMiB(available)} may be used", available, LeastMemory, LittleMemory, "Give it more: `./manidala plan` says how much a workload needs.");

    /// <summary>Where the folder is or will be.</summary>
    public static long FreeAt(string folder)
    {
        string there = folder;
        while (!Directory.Exists(there))
        {
            there = Path.GetDirectoryName(there)!;
        }

        return new DriveInfo(there).AvailableFreeSpace;
    }

    /// <summary>Of the machine, or of the control group that this process is in.</summary>
    public static long AvailableMemory() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    private static Finding Judge(string area, string found, long there, long least, long little, string advice) =>
        there < least ? Finding.Error(area, found, advice) : there < little ? Finding.Warning(area, found, advice) : Finding.Ok(area, found);

    private static string InMiB(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / MiB:N0} MiB");
}
