using System.Net;

namespace Manidala.Bench.Drills;

/// <summary>Asks a server whether it is ready, as a balancer does. One caller at a time.</summary>
internal sealed class ReadinessWatch(Uri address) : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(5) };

    /// <returns>What the server said then; null where it did not come to it in time.</returns>
    public async Task<string?> UntilAsync(bool isReady, TimeSpan patience, CancellationToken cancellationToken)
    {
        long deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (Environment.TickCount64 < deadline)
        {
            (bool? found, string said) = await AskAsync(cancellationToken).ConfigureAwait(false);
            if (found == isReady)
            {
                return said;
            }

            await Task.Delay(Poll, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    public void Dispose() => _http.Dispose();

    // No answer at all is no word of the server's on why it is not ready.
    private async Task<(bool? IsReady, string Said)> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage answer = await _http.GetAsync(new Uri("health/ready", UriKind.Relative), cancellationToken).ConfigureAwait(false);
            string said = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            return (answer.StatusCode switch { HttpStatusCode.OK => true, HttpStatusCode.ServiceUnavailable => false, _ => null }, said);
        }
        catch (Exception silent) when (silent is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return (null, "");
        }
    }
}
