using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Manidala.Training.Publishing;

namespace Manidala.Training.Commands;

/// <summary>Speaks the HTTP interface of a running server; waits as told where the server asks for it.</summary>
internal sealed class ServerClient(CommandServices services, Uri server, string? apiKey)
{
    private const int MostAttempts = 20;

    // From here on a body waits for the server's consent: a part that is refused by its head, as every one is while another arrives, costs no bytes.
    private const int SmallestBodyAskedFor = 256 << 10;
    private static readonly TimeSpan WaitWhereNoneIsNamed = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly string _base = server.AbsoluteUri.TrimEnd('/');
    private readonly string? _apiKey = apiKey ?? services.Environment("API_KEY");

    public string Server => _base;

    /// <summary>Stores interactions and answers the sequence of each.</summary>
    public async Task<IReadOnlyList<StoredInteraction>> PostInteractionsAsync(
        IReadOnlyList<SentInteraction> interactions, CancellationToken cancellationToken)
    {
        StoredInteractions answer = await SendAsync<StoredInteractions>(
            HttpMethod.Post, "/v1/interactions", () => JsonContent.Create(interactions, options: JsonSerializerOptions.Web), cancellationToken)
            .ConfigureAwait(false);
        return answer.Results.Count == interactions.Count
            ? answer.Results
            : throw new CommandException($"{_base} answered {answer.Results.Count} results for {interactions.Count} interactions.");
    }

    public Task<ServedFeed> GetFeedAsync(string userId, int count, CancellationToken cancellationToken) =>
        SendAsync<ServedFeed>(HttpMethod.Get, $"/v1/users/{Uri.EscapeDataString(userId)}/feed?n={count}", () => null, cancellationToken);

    public async Task DeleteUserAsync(string userId, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendPatientlyAsync(
            HttpMethod.Delete, $"/v1/users/{Uri.EscapeDataString(userId)}", () => null, cancellationToken).ConfigureAwait(false);
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
    }

    public Task<ServedModels> GetModelsAsync(CancellationToken cancellationToken) =>
        SendAsync<ServedModels>(HttpMethod.Get, "/v1/models", () => null, cancellationToken);

    private async Task<T> SendAsync<T>(HttpMethod method, string path, Func<HttpContent?> content, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendPatientlyAsync(method, path, content, cancellationToken).ConfigureAwait(false);
        await RequireSuccessAsync(response, cancellationToken).ConfigureAwait(false);
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, cancellationToken).ConfigureAwait(false)
                ?? throw new CommandException($"{method} {path} of {_base} answered null.");
        }
        catch (JsonException malformed)
        {
            throw new CommandException($"{method} {path} of {_base} did not answer as a Manidala server does: {malformed.Message}");
        }
    }

    /// <summary>Sends a request, again and again while the server says that it is busy, and hands over the answer, good or bad.</summary>
    public async Task<HttpResponseMessage> SendPatientlyAsync(
        HttpMethod method, string path, Func<HttpContent?> content, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(method, _base + path) { Content = content() };
            if (_apiKey is not null)
            {
                request.Headers.Add("X-API-Key", _apiKey);
            }

            request.Headers.ExpectContinue = request.Content?.Headers.ContentLength >= SmallestBodyAskedFor;
            HttpResponseMessage response = await services.Http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            bool isBusy = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
            if (!isBusy || attempt == MostAttempts)
            {
                return response;
            }

            TimeSpan wait = WaitOf(response.Headers.RetryAfter);
            response.Dispose();
            await Task.Delay(wait, services.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private TimeSpan WaitOf(RetryConditionHeaderValue? retryAfter)
    {
        TimeSpan named = retryAfter?.Delta ?? (retryAfter?.Date - services.Time.GetUtcNow()) ?? WaitWhereNoneIsNamed;
        return named < TimeSpan.Zero ? TimeSpan.Zero : named > LongestWait ? LongestWait : named;
    }

    private async Task RequireSuccessAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            string answer = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            throw new CommandException(
                $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.PathAndQuery} of {_base} failed ({(int)response.StatusCode}): {answer}");
        }
    }
}
