using System.Globalization;
using Manidala.Bench.Drills.Cluster;

namespace Manidala.Bench.Drills.Soaking;

/// <summary>Looks at a process of the cluster from outside: in /proc and on its /metrics. One caller at a time.</summary>
internal sealed class ProcessWatch(ClusterMember member) : IDisposable
{
    private const string Heap = "dotnet_gc_last_collection_heap_size_bytes";
    private const string Activations = "orleans_catalog_activations";
    private const string OfUsers = "grain_type=\"user\"";
    private readonly HttpClient _http = new() { BaseAddress = member.Http, Timeout = TimeSpan.FromSeconds(10) };
    private readonly List<ProcessSample> _samples = [];

    public string Name => member.Name;

    public IReadOnlyList<ProcessSample> Samples => _samples;

    /// <param name="at">Since the load began.</param>
    public async Task<ProcessSample> LookAsync(TimeSpan at, CancellationToken cancellationToken)
    {
        string metrics = await _http.GetStringAsync(new Uri("metrics", UriKind.Relative), cancellationToken).ConfigureAwait(false);
        var sample = new ProcessSample(
            at, member.Process.ResidentMiB, SumOf(metrics, Heap) / (1 << 20), member.Process.Handles, member.Process.Threads, SumOf(metrics, Activations, OfUsers));
        _samples.Add(sample);
        return sample;
    }

    public void Dispose() => _http.Dispose();

    private static double SumOf(string metrics, string name, string label = "") => metrics.Split('\n')
        .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] is ' ' or '{' && line.Contains(label, StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.LastIndexOf('}') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).First(word => char.IsAsciiDigit(word[0])), CultureInfo.InvariantCulture));
}
