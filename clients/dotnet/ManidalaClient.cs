using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using Manidala.Client.Http;

namespace Manidala.Client;

/// <summary>Manidala's API. A refusal is a <see cref="ManidalaException"/>. Thread-safe.</summary>
public sealed class ManidalaClient
{
    private readonly ServerCalls _calls;
    private readonly TimeProvider _time;

    /// <param name="http">Has the server's address, with a slash at its end, as its base, and sends the key; without a limit of its own.</param>
    internal ManidalaClient(HttpClient http, TimeSpan timeout, TimeProvider time)
    {
        (_calls, _time) = (new ServerCalls(http, timeout, time), time);
        Items = new ManidalaItems(_calls);
    }

    /// <summary>The catalogue.</summary>
    public ManidalaItems Items { get; }

    /// <summary>Records what users did; the answer comes when it is durable, and the next feed reflects it. All or none where one is not valid.</summary>
    public async Task<IReadOnlyList<RecordedInteraction>> RecordAsync(IReadOnlyList<Interaction> interactions, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<Interaction> named = [.. interactions.Select(InteractionIds.WithId)];
        var request = new HttpRequestMessage(HttpMethod.Post, "v1/interactions") { Content = JsonContent.Create(named, ClientJson.Default.IReadOnlyListInteraction) };
        return (await _calls.SendAsync(request, ClientJson.Default.RecordAnswer, cancellationToken).ConfigureAwait(false)).Results;
    }

    public async Task<RecordedInteraction> RecordAsync(Interaction interaction, CancellationToken cancellationToken = default) =>
        (await RecordAsync([interaction], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>A page of a user's feed.</summary>
    public Task<Feed> GetFeedAsync(string userId, FeedQuery? query = null, CancellationToken cancellationToken = default) =>
        _calls.GetAsync(ServerCalls.Path("users", userId, "feed") + query?.ToQueryString(), ClientJson.Default.Feed, cancellationToken);

    /// <summary>The pages of a user's feed, one after the other, until nothing is left.</summary>
    public async IAsyncEnumerable<Feed> GetPagesAsync(
        string userId, FeedQuery? query = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        query ??= new FeedQuery();
        do
        {
            Feed page = await GetFeedAsync(userId, query, cancellationToken).ConfigureAwait(false);
            if (page.Items.Count > 0)
            {
                yield return page;
            }

            query = query with { Cursor = page.Cursor };
        }
        while (query.Cursor is not null);
    }

    /// <summary>A user's feed now and whenever it changes, over as many connections as it takes; ends with the token.</summary>
    public IAsyncEnumerable<Feed> FollowFeedAsync(string userId, FeedQuery? query = null, CancellationToken cancellationToken = default) =>
        new FeedFollower(_calls, ServerCalls.Path("users", userId, "feed") + query?.ToQueryString(), _time).FollowAsync(cancellationToken);

    public Task<Session> GetSessionAsync(string userId, CancellationToken cancellationToken = default) =>
        _calls.GetAsync(ServerCalls.Path("users", userId, "session"), ClientJson.Default.Session, cancellationToken);

    public Task<ItemList> GetTrendingAsync(FeedQuery? query = null, CancellationToken cancellationToken = default) =>
        _calls.GetAsync(ServerCalls.Path("trending") + query?.ToQueryString(), ClientJson.Default.ItemList, cancellationToken);

    public Task<ItemList> GetLatestAsync(FeedQuery? query = null, CancellationToken cancellationToken = default) =>
        _calls.GetAsync(ServerCalls.Path("latest") + query?.ToQueryString(), ClientJson.Default.ItemList, cancellationToken);

    public Task<ItemList> GetSimilarAsync(string itemId, FeedQuery? query = null, CancellationToken cancellationToken = default) =>
        _calls.GetAsync(ServerCalls.Path("items", itemId, "similar") + query?.ToQueryString(), ClientJson.Default.ItemList, cancellationToken);

    public async Task<IReadOnlyList<string>> GetCategoriesAsync(CancellationToken cancellationToken = default) =>
        (await _calls.GetAsync(ServerCalls.Path("categories"), ClientJson.Default.CategoriesAnswer, cancellationToken).ConfigureAwait(false)).Categories;
}
