using System.Globalization;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.Deploy.Tests.Observe;

/// <summary>What users and their mistakes look like to a server; every id has the name in it.</summary>
internal sealed class Traffic(Api api, string name, int users = 12)
{
    private const int Deeds = 6;
    private const int Items = 600;
    private const long StartMs = 1_767_225_600_000;

    public async Task RunAsync()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, users), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (number, _) => await RunUserAsync(number));
        using HttpResponseMessage missing = await api.Http.GetAsync($"v1/items/{name}-missing");
        using HttpResponseMessage elsewhere = await api.Http.GetAsync($"{name}/nowhere");
        await ReadStreamAsync($"{name}-0");
    }

    private async Task RunUserAsync(int number)
    {
        string user = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
        for (int turn = 1; turn <= Deeds; turn++)
        {
            string item = string.Create(CultureInfo.InvariantCulture, $"mandala-{((number * 61) + (turn * 37)) % Items:00000}");
            var deed = new Deed(user, item, "like", StartMs + turn, $"{user}-{turn}", turn);
            await api.PostAsync(deed);
            await api.FeedAsync(user);
        }

        // An item that nobody knows, and the same interaction again.
        var unknown = new Deed(user, $"{user}-item", "view", StartMs, $"{user}-unknown", 0);
        await api.PostAsync(unknown);
        await api.PostAsync(unknown);
    }

    private async Task ReadStreamAsync(string user)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/users/{user}/feed");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using HttpResponseMessage response = await api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.NotNull(await reader.ReadLineAsync());
    }
}
