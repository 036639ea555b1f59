using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Manidala.EndToEnd.Tests.Support;

/// <summary>A client's view of a server. Thread-safe.</summary>
internal sealed class Api : IDisposable
{
    public Api(Uri address) => Http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };

    public HttpClient Http { get; }

    /// <summary>Posts one interaction; answers its sequence, or null with the status where it was not acknowledged.</summary>
    public async Task<(HttpStatusCode Status, long? Sequence)> TryPostAsync(Deed deed)
    {
        using HttpResponseMessage response = await Http.PostAsJsonAsync("v1/interactions", deed, JsonSerializerOptions.Web);
        if (!response.IsSuccessStatusCode)
        {
            return (response.StatusCode, null);
        }

        PostAnswer? answer = await response.Content.ReadFromJsonAsync<PostAnswer>(JsonSerializerOptions.Web);
        return (response.StatusCode, Assert.Single(answer!.Results).Sequence);
    }

    public async Task<long> PostAsync(Deed deed)
    {
        (HttpStatusCode status, long? sequence) = await TryPostAsync(deed);
        Assert.Equal(HttpStatusCode.OK, status);
        return Assert.NotNull(sequence);
    }

    public Task<FeedAnswer> FeedAsync(string user, string query = "") => GetAsync<FeedAnswer>($"v1/users/{user}/feed{query}");

    public async Task<IReadOnlyList<ExportedDeed>> ExportAsync(string user) => (await GetAsync<ExportAnswer>($"v1/users/{user}")).Interactions;

    public async Task<string> ActiveModelAsync() =>
        (await GetAsync<ModelsAnswer>("v1/models")).Models.Single(model => model.Active).Version;

    /// <summary>The status of an address, whatever it is.</summary>
    public async Task<HttpStatusCode> StatusAsync(string path)
    {
        using HttpResponseMessage response = await Http.GetAsync(path);
        return response.StatusCode;
    }

    /// <summary>
    /// Asks for a feed until it is as wanted. Each answer is the next question's signal; the server's own work is the only pause.
    /// </summary>
    public async Task<FeedAnswer> FeedUntilAsync(string user, Func<FeedAnswer, bool> isWanted, TimeSpan within)
    {
        using var deadline = new CancellationTokenSource(within);
        while (true)
        {
            FeedAnswer feed = await FeedAsync(user);
            if (isWanted(feed))
            {
                return feed;
            }

            Assert.False(deadline.IsCancellationRequested, $"After {within.TotalSeconds} s the feed of {user} is still {feed}.");
        }
    }

    /// <summary>Waits until an item of the category may be recommended: a feed of a category that nobody has met is refused.</summary>
    public async Task UntilCategoryAsync(string category, TimeSpan within)
    {
        using var deadline = new CancellationTokenSource(within);
        while (!(await GetAsync<CategoriesAnswer>("v1/categories")).Categories.Contains(category))
        {
            Assert.False(deadline.IsCancellationRequested, $"After {within.TotalSeconds} s the category {category} is still unknown.");
        }
    }

    public void Dispose() => Http.Dispose();

    private async Task<T> GetAsync<T>(string path)
    {
        using HttpResponseMessage response = await Http.GetAsync(path);
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path} answered {(int)response.StatusCode}: {body}");
        return JsonSerializer.Deserialize<T>(body, JsonSerializerOptions.Web)!;
    }
}
