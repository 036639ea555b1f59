using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Manidala.Client.Http;

/// <summary>Sends requests and turns refusals into <see cref="ManidalaException"/>. Thread-safe.</summary>
/// <param name="timeout">Longest that an answer may take that comes whole.</param>
internal sealed class ServerCalls(HttpClient http, TimeSpan timeout, TimeProvider time)
{
    private const string ProblemType = "application/problem+json";

    public Task<T> GetAsync<T>(string address, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, address), type, cancellationToken);

    public async Task<T> SendAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await AnswerAsync(request, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, type, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The whole response of a request that was not refused, to be disposed of.</summary>
    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await OpenAsync(request, HttpCompletionOption.ResponseContentRead, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"There was no answer within {timeout.TotalSeconds} s.");
        }
    }

    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        await response.Content.ReadFromJsonAsync(type, cancellationToken).ConfigureAwait(false)
            ?? throw new JsonException($"{response.RequestMessage?.RequestUri} answered null.");

    /// <summary>The response of a request that was not refused, to be disposed of.</summary>
    public async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, HttpCompletionOption until, CancellationToken cancellationToken)
    {
        using (request)
        {
            HttpResponseMessage response = await http.SendAsync(request, until, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw await ProblemAsync(response, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A path of parts that are ids or names.</summary>
    public static string Path(params ReadOnlySpan<string> parts)
    {
        var path = new StringBuilder("v1");
        foreach (string part in parts)
        {
            path.Append('/').Append(Uri.EscapeDataString(part));
        }

        return path.ToString();
    }

    private static async Task<ManidalaException> ProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        ProblemDocument? problem = response.Content.Headers.ContentType?.MediaType == ProblemType
            ? await response.Content.ReadFromJsonAsync(ClientJson.Default.ProblemDocument, cancellationToken).ConfigureAwait(false)
            : null;
        return new ManidalaException(response.StatusCode, problem, response.Headers.RetryAfter?.Delta);
    }
}
