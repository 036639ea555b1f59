using System.Globalization;

namespace Manidala.Deploy.Tests.Platforms;

/// <summary>
/// So much memory for one process, as a container has it: a control group of the kernel's, of the first or the second version. Where none may be made, the runtime is told
/// the same as it would read there, and the kernel holds it to nothing.
/// </summary>
internal sealed class MemoryLimit : IDisposable
{
    private const string FirstVersion = "/sys/fs/cgroup/memory";
    private const string SecondVersion = "/sys/fs/cgroup";

    // The runtime's own share of a container's memory for its heap.
    private const double HeapShare = 0.75;

    private readonly string? _group;
    private readonly long _bytes;

    private MemoryLimit(string? group, long bytes) => (_group, _bytes) = (group, bytes);

    public static MemoryLimit Of(long bytes)
    {
        bool isFirst = Directory.Exists(FirstVersion);
        string group = Path.Combine(isFirst ? FirstVersion : SecondVersion, string.Create(CultureInfo.InvariantCulture, $"manidala-test-{Environment.ProcessId}"));
        try
        {
            Directory.CreateDirectory(group);
            File.WriteAllText(Path.Combine(group, isFirst ? "memory.limit_in_bytes" : "memory.max"), bytes.ToString(CultureInfo.InvariantCulture));
            return new MemoryLimit(group, bytes);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"Without a control group ({refused.Message}): the runtime knows the limit, the kernel does not.");
            return new MemoryLimit(null, bytes);
        }
    }

    /// <summary>The command on one core and within the limit.</summary>
    public string[] Hold(params string[] command) => _group is { } group
        ? ["sh", "-c", "echo $$ >\"$1\" && shift && exec \"$@\"", "sh", Path.Combine(group, "cgroup.procs"), "taskset", "-c", "0", .. command]
        : ["taskset", "-c", "0", .. command];

    public Dictionary<string, string> Settings() => _group is null
        ? new() { ["DOTNET_GCHeapHardLimit"] = string.Create(CultureInfo.InvariantCulture, $"0x{(long)(_bytes * HeapShare):X}") }
        : [];

    /// <summary>When the process has ended.</summary>
    public void Dispose()
    {
        if (_group is not null)
        {
            Directory.Delete(_group);
        }
    }
}
