using System.Globalization;

namespace Manidala.Bench.Drills.Cluster;

/// <summary>
/// Lets one process have a part of a core and no more, so that it can be asked for ten times what it can do by a driver on the same machine. A control group of the
/// kernel's, of the first or the second version.
/// </summary>
internal sealed class CpuQuota : IDisposable
{
    // Short: a process that has used its part waits for the next period, and that wait should not be what is measured.
    private const int PeriodMicroseconds = 10_000;
    private const string FirstVersion = "/sys/fs/cgroup/cpu";
    private const string SecondVersion = "/sys/fs/cgroup";

    private readonly string _group;

    private CpuQuota(string group) => _group = group;

    /// <exception cref="NotPossibleHereException">It is not permitted here.</exception>
    public static CpuQuota Give(int process, double cores)
    {
        bool isFirst = Directory.Exists(FirstVersion);
        string group = Path.Combine(isFirst ? FirstVersion : SecondVersion, string.Create(CultureInfo.InvariantCulture, $"manidala-drill-{process}"));
        string quota = string.Create(CultureInfo.InvariantCulture, $"{(int)(cores * PeriodMicroseconds)}");
        string period = PeriodMicroseconds.ToString(CultureInfo.InvariantCulture);
        try
        {
            Directory.CreateDirectory(group);
            foreach ((string file, string text) in isFirst
                ? [("cpu.cfs_period_us", period), ("cpu.cfs_quota_us", quota)]
                : new[] { ("cpu.max", $"{quota} {period}") })
            {
                File.WriteAllText(Path.Combine(group, file), text);
            }

            File.WriteAllText(Path.Combine(group, "cgroup.procs"), process.ToString(CultureInfo.InvariantCulture));
            return new CpuQuota(group);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new NotPossibleHereException($"the drill needs a control group for processor time, which is not to be had here: {refused.Message}", refused);
        }
    }

    /// <summary>When the process has ended.</summary>
    public void Dispose() => Directory.Delete(_group);
}
