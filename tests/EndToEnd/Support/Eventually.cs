using System.Net;

namespace Manidala.EndToEnd.Tests.Support;

/// <summary>Waits for what another process comes to by itself and tells nobody.</summary>
internal static class Eventually
{
    /// <summary>
    /// Asks an address until it answers so. It asks ten times a second and not as fast as it can, because on two cores a busy loop of requests
    /// would hold up the very processes that it waits for.
    /// </summary>
    public static async Task StatusAsync(Api api, string path, HttpStatusCode wanted, TimeSpan within)
    {
        using var deadline = new CancellationTokenSource(within);
        using var turns = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        HttpStatusCode last;
        while ((last = await api.StatusAsync(path)) != wanted)
        {
            Assert.False(deadline.IsCancellationRequested, $"After {within.TotalSeconds} s {path} still answers {(int)last} and not {(int)wanted}.");
            await turns.WaitForNextTickAsync();
        }
    }
}
