using Manidala.EndToEnd.Tests.Support;

namespace Manidala.Deploy.Tests.Observe;

/// <summary>What has no data while nothing is wrong, and why: <c>empty-in-health.txt</c>, a query or an alert a line.</summary>
internal static class EmptyInHealth
{
    public static IReadOnlyDictionary<string, string> All { get; } =
        File.ReadLines(Path.Combine(Programs.Root, "tests", "Deploy", "Observe", "empty-in-health.txt")).Select(line => line.Split(": because ")).ToDictionary(parts => parts[0], parts => parts[1]);

    public static bool Has(string name) => All.ContainsKey(name);
}
