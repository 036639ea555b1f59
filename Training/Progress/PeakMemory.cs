using System.Diagnostics;
using System.Globalization;

namespace Manidala.Training.Progress;

/// <summary>The most memory that this process has held, as the kernel counts it.</summary>
internal static class PeakMemory
{
    private const string Status = "/proc/self/status";
    private const string ResetFile = "/proc/self/clear_refs";

    public static long Bytes => FromStatus("VmHWM:") ?? Process.GetCurrentProcess().PeakWorkingSet64;

    /// <summary>What it holds now.</summary>
    public static long CurrentBytes => FromStatus("VmRSS:") ?? Environment.WorkingSet;

    /// <summary>Lets the peak begin anew from what is held now; false where the kernel does not allow it.</summary>
    public static bool Reset()
    {
        try
        {
            File.WriteAllText(ResetFile, "5");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static long? FromStatus(string field)
    {
        if (!File.Exists(Status))
        {
            return null;
        }

        foreach (string line in File.ReadLines(Status))
        {
            if (line.StartsWith(field, StringComparison.Ordinal))
            {
                string number = line[field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
                return long.Parse(number, CultureInfo.InvariantCulture) * 1024;
            }
        }

        return null;
    }
}
