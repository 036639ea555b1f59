using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Manidala.Bench.Load;
using Manidala.Bench.Processes;

namespace Manidala.Bench.Drills;

/// <summary>Interactions that say of themselves that they happened in 1970, tomorrow or in 2100, beside many of now, and what trending and feeds make of them.</summary>
internal sealed class DatedInteractions(Uri address, string databaseUrl) : IDisposable
{
    private const string UserPrefix = "dated-";
    private const int OfNow = 20;
    private const int OfOtherTimes = 3;
    private const long Year2100 = 4_102_444_800_000;

    // What the load acts on: the others stay for these.
    private const int ItemsOfTheLoad = 100;
    private const int Listed = 500;
    private readonly HttpClient _http = new() { BaseAddress = address };
    private readonly Dictionary<string, long> _acknowledged = [];
    private string[] _items = [];

    /// <summary>Interactions of no possible time that were taken all the same.</summary>
    public int WronglyAccepted { get; private set; }

    /// <param name="folder">For the file of what is imported.</param>
    public async Task SendAsync(string folder, CancellationToken cancellationToken)
    {
        ListAnswer latest = await ListAsync("latest", cancellationToken).ConfigureAwait(false);
        _items = [.. latest.Items.Select(item => item.Id).Skip(ItemsOfTheLoad).Take(4)];
        if (_items.Length < 4)
        {
            throw new InvalidOperationException($"this drill acts on four items beside the {ItemsOfTheLoad} newest: --items of {ItemsOfTheLoad + 4} or more.");
        }

        (string ofNow, string tomorrow, string later, string first) = (_items[0], _items[1], _items[2], _items[3]);
        WronglyAccepted += await PostAsync(0, later, Year2100, cancellationToken).ConfigureAwait(false) == HttpStatusCode.BadRequest ? 0 : 1;
        WronglyAccepted += await PostAsync(0, later, -1, cancellationToken).ConfigureAwait(false) == HttpStatusCode.BadRequest ? 0 : 1;
        long almostTomorrow = TimeProvider.System.GetUtcNow().AddHours(23).ToUnixTimeMilliseconds();
        for (int user = 0; user < OfOtherTimes; user++)
        {
            // Backwards, so that the order of times is not that in which they came.
            await ExpectAsync(user, tomorrow, almostTomorrow, cancellationToken).ConfigureAwait(false);
            await ExpectAsync(user, first, 0, cancellationToken).ConfigureAwait(false);
        }

        for (int user = 0; user < OfNow; user++)
        {
            await ExpectAsync(user, ofNow, null, cancellationToken).ConfigureAwait(false);
        }

        // An import takes what a log says, to the year 2200.
        string file = Path.Combine(folder, "2100.ndjson");
        await File.WriteAllLinesAsync(file, Enumerable.Range(OfNow, OfOtherTimes).Select(user => Body(user, later, Year2100)), cancellationToken).ConfigureAwait(false);
        await BuiltPrograms.TrainingOn(databaseUrl).RunAsync(["import", "ndjson", file], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How many of the items of other times stand before the one of now, or are not where something of 1970 belongs: behind all others.</summary>
    public async Task<int> MisplacedAsync(CancellationToken cancellationToken)
    {
        ListAnswer trending = await ListAsync("trending", cancellationToken).ConfigureAwait(false);
        string[] order = [.. trending.Items.Select(item => item.Id)];
        int[] places = [.. _items.Select(item => Array.IndexOf(order, item)).Select(place => place < 0 ? int.MaxValue : place)];
        return places[1..].Count(place => place <= places[0]) + places[1..3].Count(place => place >= places[3]);
    }

    /// <summary>How many of the users who sent them get a feed that lacks one and does not say so.</summary>
    public async Task<int> StaleFeedsAsync(CancellationToken cancellationToken)
    {
        int stale = 0;
        foreach ((string user, long sequence) in _acknowledged)
        {
            FeedReading feed = FeedReading.Of(
                await _http.GetByteArrayAsync(new Uri($"v1/users/{user}/feed?n=20", UriKind.Relative), cancellationToken).ConfigureAwait(false), null, null, default);
            stale += feed.IsFallback || feed.Sequence >= sequence ? 0 : 1;
        }

        return stale;
    }

    public void Dispose() => _http.Dispose();

    // In one line, as an import wants it.
    private static string Body(int user, string item, long? timestamp)
    {
        string time = timestamp is { } given ? string.Create(CultureInfo.InvariantCulture, $",\"timestamp\":{given}") : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $$"""{"userId":"{{UserPrefix}}{{user}}","itemId":"{{JsonEncodedText.Encode(item)}}","type":"like"{{time}}}""");
    }

    private async Task ExpectAsync(int user, string item, long? timestamp, CancellationToken cancellationToken)
    {
        if (await PostAsync(user, item, timestamp, cancellationToken).ConfigureAwait(false) is var status and not HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"an interaction of the time {timestamp} was answered with {(int)status}.");
        }
    }

    private async Task<HttpStatusCode> PostAsync(int user, string item, long? timestamp, CancellationToken cancellationToken)
    {
        using var body = new StringContent(Body(user, item, timestamp), null, "application/json");
        using HttpResponseMessage answer = await _http.PostAsync(new Uri("v1/interactions", UriKind.Relative), body, cancellationToken).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode)
        {
            byte[] text = await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            _acknowledged[string.Create(CultureInfo.InvariantCulture, $"{UserPrefix}{user}")] = SequenceIn(text);
        }

        return answer.StatusCode;
    }

    private static long SequenceIn(ReadOnlySpan<byte> body)
    {
        Span<long> sequence = stackalloc long[1];
        RecordedReading.Read(body, sequence);
        return sequence[0];
    }

    private async Task<ListAnswer> ListAsync(string list, CancellationToken cancellationToken) => await _http.GetFromJsonAsync(
        new Uri(string.Create(CultureInfo.InvariantCulture, $"v1/{list}?n={Listed}"), UriKind.Relative), LoadJson.Default.ListAnswer, cancellationToken).ConfigureAwait(false)
        ?? throw new InvalidDataException($"/v1/{list} answered nothing.");
}
