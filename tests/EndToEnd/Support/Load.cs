using System.Globalization;
using System.Net;
using System.Net.Http.Json;

namespace Manidala.EndToEnd.Tests.Support;

/// <summary>An interaction and the sequence that it was acknowledged with.</summary>
internal sealed record Acknowledged(Deed Deed, long Sequence);

/// <summary>
/// Clients that each report what their own user does, one after another, and read the feed after every acknowledgement: it must be computed
/// from what was acknowledged. A client ends at the first request that fails.
/// </summary>
internal sealed class Load(Api api, string name, int users, int itemCount = 600)
{
    // Fixed, so that a repeated interaction is the same one: 2026-01-01.
    private const long StartMs = 1_767_225_600_000;

    private readonly Lock _gate = new();
    private readonly List<Acknowledged> _acknowledged = [];
    private readonly List<Deed> _unanswered = [];
    private readonly List<string> _stale = [];
    private TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _wanted = int.MaxValue;

    public List<Acknowledged> Acknowledged => Copy(_acknowledged);

    /// <summary>What was sent and not acknowledged: whether it is recorded is not known.</summary>
    public List<Deed> Unanswered => Copy(_unanswered);

    /// <summary>Completes once so many are acknowledged.</summary>
    public Task ReachedAsync(int count)
    {
        Task reached;
        lock (_gate)
        {
            _wanted = count;
            _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            CheckReached();
            reached = _reached.Task;
        }

        return reached.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public Task RunUntilRefusedAsync() => RunAsync(CancellationToken.None, isFailure: false);

    /// <summary>Until it is told to end; a request that failed before is a failure of the test.</summary>
    public Task RunUntilAsync(CancellationToken ended) => RunAsync(ended, isFailure: true);

    /// <summary>Each acknowledged interaction is in its user's export once, under its sequence, and the user's turns follow each other without a gap.</summary>
    public static async Task ExpectRecordedOnceAsync(Api api, IEnumerable<Acknowledged> acknowledged)
    {
        foreach (IGrouping<string, Acknowledged> user in acknowledged.GroupBy(one => one.Deed.UserId))
        {
            IReadOnlyList<ExportedDeed> exported = await api.ExportAsync(user.Key);
            Assert.Equal(exported.Select(one => one.Sequence).Order(), exported.Select(one => one.Sequence));
            Assert.Equal(Enumerable.Range(1, exported.Count).Select(turn => (double)turn), exported.Select(one => one.Value));
            Dictionary<long, ExportedDeed> bySequence = exported.ToDictionary(one => one.Sequence);
            foreach (Acknowledged one in user)
            {
                Assert.Equal(
                    new ExportedDeed(one.Sequence, one.Deed.ItemId, one.Deed.Type, one.Deed.Timestamp, one.Deed.Value),
                    bySequence.GetValueOrDefault(one.Sequence));
            }
        }
    }

    private async Task RunAsync(CancellationToken ended, bool isFailure)
    {
        bool[] refused = await Task.WhenAll(Enumerable.Range(0, users).Select(number => RunUserAsync(number, ended)));
        Assert.Empty(Copy(_stale));
        Assert.False(isFailure && refused.Contains(true), "A request failed.");
    }

    /// <returns>Whether it ended because a request failed.</returns>
    private async Task<bool> RunUserAsync(int number, CancellationToken ended)
    {
        string user = $"{name}-{number}";
        for (int turn = 1; !ended.IsCancellationRequested; turn++)
        {
            // A step that shares no factor with the catalogue's size meets every item before it meets one again.
            string item = string.Create(CultureInfo.InvariantCulture, $"mandala-{((number * 61) + (turn * 37)) % itemCount:00000}");
            var deed = new Deed(user, item, "like", StartMs + turn, $"{user}-{turn}", turn);
            long sequence;
            try
            {
                (HttpStatusCode status, long? acknowledged) = await api.TryPostAsync(deed);
                if (acknowledged is null)
                {
                    Note(_unanswered, deed);
                    Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
                    return true;
                }

                sequence = acknowledged.Value;
                Note(_acknowledged, new Acknowledged(deed, sequence));
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException)
            {
                Note(_unanswered, deed);
                return true;
            }

            if (!await ReadFeedAsync(user, item, sequence))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> ReadFeedAsync(string user, string item, long sequence)
    {
        using HttpResponseMessage? response = await TryGetAsync($"v1/users/{user}/feed");
        if (response is not { IsSuccessStatusCode: true })
        {
            return false;
        }

        FeedAnswer feed = (await response.Content.ReadFromJsonAsync<FeedAnswer>())!;
        if (feed.Sequence < sequence || feed.Shows(item))
        {
            Note(_stale, $"{user}: {item} was acknowledged with {sequence}, and the feed after it is of {feed.Sequence}");
        }

        return true;
    }

    private async Task<HttpResponseMessage?> TryGetAsync(string path)
    {
        try
        {
            return await api.Http.GetAsync(path);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return null;
        }
    }

    private List<T> Copy<T>(List<T> list)
    {
        lock (_gate)
        {
            return [.. list];
        }
    }

    private void Note<T>(List<T> list, T entry)
    {
        lock (_gate)
        {
            list.Add(entry);
            CheckReached();
        }
    }

    private void CheckReached()
    {
        if (_acknowledged.Count >= _wanted)
        {
            _reached.TrySetResult();
        }
    }
}
