using Manidala.Bench.Load;

namespace Manidala.Bench.Tests.Load;

internal static class Requests
{
    public static LoadRequest For(Uri url) => new(
        url,
        Rate: 200,
        Duration: TimeSpan.FromSeconds(0.5),
        WarmUp: TimeSpan.FromSeconds(0.1),
        Users: 5,
        Count: 3,
        BatchSize: 4,
        Timeout: TimeSpan.FromSeconds(30),
        Connections: 16,
        Seed: 1);
}
