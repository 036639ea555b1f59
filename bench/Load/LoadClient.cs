using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Manidala.Bench.Load;

/// <summary>Sends operations over HTTP, checks what is answered, and tallies it. Thread-safe.</summary>
internal sealed class LoadClient : IDisposable
{
    private const int PoolSize = 100;
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly LoadRequest _request;
    private readonly HttpClient _http;
    private readonly ConcurrentDictionary<int, UserMemory> _users = new();
    private string[] _items = [];
    private string? _model;

    public LoadClient(LoadRequest request)
    {
        _request = request;
        var handler = new SocketsHttpHandler { MaxConnectionsPerServer = request.Connections, UseProxy = false, UseCookies = false };
        _http = new HttpClient(handler) { BaseAddress = request.Url, Timeout = Timeout.InfiniteTimeSpan };
        if (request.ApiKey is { } key)
        {
            _http.DefaultRequestHeaders.Add("X-API-Key", key);
        }
    }

    /// <summary>The model that served the first feed.</summary>
    public string? Model => _model;

    /// <summary>Whether the server offers the call that does nothing.</summary>
    public bool HasFloor { get; private set; }

    /// <summary>Finds out which items there are to act on, which model serves, and whether there is a floor.</summary>
    /// <exception cref="HttpRequestException">Nobody answers there, or not as Manidala does.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var items = new List<string>();
        foreach (string list in new[] { "trending", "latest" })
        {
            byte[] body = await _http.GetByteArrayAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"v1/{list}?n={PoolSize}"), UriKind.Relative), cancellationToken).ConfigureAwait(false);
            items.AddRange(JsonSerializer.Deserialize(body, LoadJson.Default.ListAnswer)!.Items.Select(item => item.Id));
        }

        _items = [.. items.Distinct()];
        _model = (await FeedAsync(0, cancellationToken).ConfigureAwait(false)).Model;
        using HttpResponseMessage floor = await _http.GetAsync(new Uri("floor/load", UriKind.Relative), cancellationToken).ConfigureAwait(false);
        HasFloor = floor.IsSuccessStatusCode;
    }

    /// <summary>One operation, from when it was due to its answer. Never throws but for being cancelled.</summary>
    public async Task SendAsync(long number, LoadPlan plan, LoadTally tally, Func<TimeSpan> sinceDue, CancellationToken cancellationToken)
    {
        LoadKind kind = plan.KindOf(number);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_request.Timeout);
        try
        {
            await SendAsync(kind, number, plan, tally, limit.Token).ConfigureAwait(false);
            tally.Answered(Name(kind), sinceDue());
        }
        catch (RefusedException refused)
        {
            tally.Failed($"{Name(kind)}: {(int)refused.Status} {refused.Status}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            tally.Failed($"{Name(kind)}: no answer in time");
        }
        catch (HttpRequestException broken)
        {
            tally.Failed($"{Name(kind)}: {(broken.HttpRequestError == HttpRequestError.ConnectionError ? "no connection" : "the connection was lost")}");
        }
        catch (JsonException)
        {
            tally.Failed($"{Name(kind)}: not an answer of Manidala");
        }
    }

    public void Dispose() => _http.Dispose();

    private static string Name(LoadKind kind) => kind.ToString().ToLowerInvariant();

    private static string UserName(int user) => string.Create(CultureInfo.InvariantCulture, $"load-{user}");

    private async Task SendAsync(LoadKind kind, long number, LoadPlan plan, LoadTally tally, CancellationToken cancellationToken)
    {
        int user = plan.UserOf(number);
        switch (kind)
        {
            case LoadKind.Feed:
                await CheckedFeedAsync(user, tally, cancellationToken).ConfigureAwait(false);
                break;
            case LoadKind.Interaction:
                await RecordAsync([(user, ItemAt(plan, number, 0))], cancellationToken).ConfigureAwait(false);
                break;
            case LoadKind.Batch:
                await RecordAsync([.. Enumerable.Range(0, _request.BatchSize).Select(place => (plan.UserOf(number, place), ItemAt(plan, number, place)))], cancellationToken)
                    .ConfigureAwait(false);
                break;
            case LoadKind.Click:
                await RecordAsync([(user, ItemAt(plan, number, 0))], cancellationToken).ConfigureAwait(false);
                await CheckedFeedAsync(user, tally, cancellationToken).ConfigureAwait(false);
                break;
            default:
                using (await AnswerAsync(HttpMethod.Get, $"floor/{UserName(user)}", content: null, cancellationToken).ConfigureAwait(false))
                {
                }

                break;
        }
    }

    private string ItemAt(LoadPlan plan, long number, int place) => _items[plan.ItemOf(number, _items.Length, place)];

    private async Task CheckedFeedAsync(int user, LoadTally tally, CancellationToken cancellationToken)
    {
        UserMemory? memory = _users.GetValueOrDefault(user);
        UserMemory.Moment asked = memory?.Now() ?? default;
        FeedAnswer feed = await FeedAsync(user, cancellationToken).ConfigureAwait(false);
        if (feed.Fallback)
        {
            // It says of itself that it does not know the user.
            tally.Note("fallback feeds");
            return;
        }

        if (feed.Sequence < asked.Sequence)
        {
            tally.Broke("feeds without an acknowledged interaction");
        }

        if (memory is not null && feed.Items.Any(item => memory.HadSeen(item.Id, asked)))
        {
            tally.Broke("feeds with a seen item");
        }

        if (feed.Items.Length != _request.Count)
        {
            tally.Note("short feeds");
        }

        if (feed.Model != _model)
        {
            tally.Note("feeds by another model");
        }
    }

    private async Task<FeedAnswer> FeedAsync(int user, CancellationToken cancellationToken)
    {
        string address = string.Create(CultureInfo.InvariantCulture, $"v1/users/{UserName(user)}/feed?n={_request.Count}");
        using HttpResponseMessage response = await AnswerAsync(HttpMethod.Get, address, content: null, cancellationToken).ConfigureAwait(false);
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        return JsonSerializer.Deserialize(body, LoadJson.Default.FeedAnswer) ?? throw new JsonException("The answer is null.");
    }

    private async Task RecordAsync((int User, string Item)[] interactions, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(BodyOf(interactions));
        content.Headers.ContentType = Json;
        using HttpResponseMessage response = await AnswerAsync(HttpMethod.Post, "v1/interactions", content, cancellationToken).ConfigureAwait(false);
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        Recorded[] results = JsonSerializer.Deserialize(body, LoadJson.Default.RecordedAnswer)?.Results ?? [];
        if (results.Length != interactions.Length || results.Any(result => result.Sequence is null))
        {
            throw new JsonException("An interaction was answered and not acknowledged.");
        }

        for (int place = 0; place < results.Length; place++)
        {
            _users.GetOrAdd(interactions[place].User, static _ => new UserMemory()).Acknowledge(interactions[place].Item, results[place].Sequence!.Value);
        }
    }

    private static byte[] BodyOf((int User, string Item)[] interactions)
    {
        var text = new StringBuilder("[");
        foreach ((int user, string item) in interactions)
        {
            text.Append(text.Length > 1 ? ",{\"userId\":\"" : "{\"userId\":\"").Append(UserName(user)).Append("\",\"itemId\":")
                .Append('"').Append(JsonEncodedText.Encode(item)).Append("\",\"type\":\"like\"}");
        }

        return Encoding.UTF8.GetBytes(text.Append(']').ToString());
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpMethod method, string address, HttpContent? content, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(method, new Uri(address, UriKind.Relative)) { Content = content };
        HttpResponseMessage response = await _http.SendAsync(message, HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            HttpStatusCode status = response.StatusCode;
            response.Dispose();
            throw new RefusedException(status);
        }

        return response;
    }

    private sealed class RefusedException(HttpStatusCode status) : Exception
    {
        public HttpStatusCode Status { get; } = status;
    }
}
