using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Manidala.Bench.Load;

/// <summary>Sends operations over HTTP, checks what is answered, and tallies it. Thread-safe.</summary>
internal sealed class LoadClient : IDisposable
{
    private const int PoolSize = 100;
    private static readonly TimeSpan PatienceBefore = TimeSpan.FromMinutes(1);
    private static readonly string[] Names = [.. Enum.GetNames<LoadKind>().Select(name => name.ToLowerInvariant())];
    private readonly LoadRequest _request;
    private readonly LoadRequests _texts;
    private readonly HttpConnections _connections;
    private readonly ConcurrentDictionary<int, UserMemory> _users = new();
    private string[] _items = [];
    private string? _model;

    // The first calls compile the server's code, and no run has begun.
    private TimeSpan _timeout = PatienceBefore;

    public LoadClient(LoadRequest request)
    {
        _request = request;
        _texts = new LoadRequests(request);
        _connections = new HttpConnections(request.Url, request.Connections, request.ConnectionWait);
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
            await CallAsync(
                text => _texts.List(text, list, PoolSize),
                body => items.AddRange(JsonSerializer.Deserialize(body.Span, LoadJson.Default.ListAnswer)!.Items.Select(item => item.Id)),
                cancellationToken).ConfigureAwait(false);
        }

        _items = [.. items.Distinct()];
        _model = (await FeedAsync(_request.WarmUpUser, null, default, wantsFirst: false, cancellationToken).ConfigureAwait(false)).Model;
        try
        {
            await FloorAsync(0, cancellationToken).ConfigureAwait(false);
            HasFloor = true;
        }
        catch (HttpRequestException refused) when (refused.StatusCode is not null)
        {
            HasFloor = false;
        }

        _timeout = _request.Timeout;
    }

    /// <summary>One operation, from when it was due to its answer. Never throws but for being cancelled.</summary>
    public async Task SendAsync(long number, LoadPlan plan, LoadTally tally, Func<TimeSpan> sinceDue, CancellationToken cancellationToken)
    {
        LoadKind kind = plan.KindOf(number);
        try
        {
            await SendAsync(kind, number, plan, tally, sinceDue, cancellationToken).ConfigureAwait(false);
            tally.Answered(Names[(int)kind], sinceDue());
        }
        catch (Exception failure) when (LoadFailure.ReasonOf(failure) is { } reason)
        {
            tally.Failed($"{Names[(int)kind]}: {reason}");
        }
    }

    /// <summary>A visitor's click: an item of the feed is liked, and the next feed reflects it. Failures go into the tally.</summary>
    public async Task VisitAsync(int user, LoadTally tally, CancellationToken cancellationToken)
    {
        try
        {
            string? shown = await CheckedFeedAsync(user, tally, wantsFirst: true, cancellationToken).ConfigureAwait(false);
            await RecordAsync([(user, shown ?? _items[user % _items.Length])], cancellationToken).ConfigureAwait(false);
            await CheckedFeedAsync(user, tally, wantsFirst: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (LoadFailure.ReasonOf(failure) is { } reason)
        {
            tally.Failed($"visit: {reason}");
        }
    }

    /// <summary>One call of the kind for one user, tallied; for what chooses its users itself.</summary>
    /// <param name="kind">A feed or the floor.</param>
    public async Task CallAsync(LoadKind kind, int user, LoadTally tally, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        try
        {
            await (kind == LoadKind.Feed ? CheckedFeedAsync(user, tally, wantsFirst: false, cancellationToken) : FloorAsync(user, cancellationToken)).ConfigureAwait(false);
            tally.Answered(Names[(int)kind], Stopwatch.GetElapsedTime(began));
        }
        catch (Exception failure) when (LoadFailure.ReasonOf(failure) is { } reason)
        {
            tally.Failed($"{Names[(int)kind]}: {reason}");
        }
    }

    public void Dispose() => _connections.Dispose();

    private async Task SendAsync(LoadKind kind, long number, LoadPlan plan, LoadTally tally, Func<TimeSpan> sinceDue, CancellationToken cancellationToken)
    {
        int user = plan.UserOf(number);
        switch (kind)
        {
            case LoadKind.Feed:
                await CheckedFeedAsync(user, tally, wantsFirst: false, cancellationToken).ConfigureAwait(false);
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
                tally.Answered(LoadTally.ClickAcknowledged, sinceDue());
                await CheckedFeedAsync(user, tally, wantsFirst: false, cancellationToken).ConfigureAwait(false);
                break;
            default:
                await FloorAsync(user, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private string ItemAt(LoadPlan plan, long number, int place) => _items[plan.ItemOf(number, _items.Length, place)];

    private async Task<string?> CheckedFeedAsync(int user, LoadTally tally, bool wantsFirst, CancellationToken cancellationToken)
    {
        UserMemory? memory = _users.GetValueOrDefault(user);
        UserMemory.Moment asked = memory?.Now() ?? default;
        FeedReading feed = await FeedAsync(user, memory, asked, wantsFirst, cancellationToken).ConfigureAwait(false);
        if (feed.IsFallback)
        {
            // It says of itself that it does not know the user.
            tally.Note("fallback feeds");
            return feed.First;
        }

        if (feed.Sequence < asked.Sequence)
        {
            tally.Broke("feeds without an acknowledged interaction");
        }

        if (feed.HasSeen)
        {
            tally.Broke("feeds with a seen item");
        }

        if (feed.Count != _request.Count)
        {
            tally.Note("short feeds");
        }

        if (feed.Model != _model)
        {
            tally.Note("feeds by another model");
        }

        return feed.First;
    }

    private async ValueTask<FeedReading> FeedAsync(int user, UserMemory? memory, UserMemory.Moment asked, bool wantsFirst, CancellationToken cancellationToken)
    {
        long deadline = Deadline();
        HttpConnection connection = await _connections.RentAsync(deadline, cancellationToken).ConfigureAwait(false);
        try
        {
            _texts.Feed(connection.Request, user);
            HttpReply reply = Accepted(await connection.ExchangeAsync(deadline).ConfigureAwait(false));
            return FeedReading.Of(reply.Body.Span, _model, memory, asked, wantsFirst);
        }
        finally
        {
            _connections.Return(connection);
        }
    }

    private Task FloorAsync(int user, CancellationToken cancellationToken) => CallAsync(text => _texts.Floor(text, user), static _ => { }, cancellationToken);

    private async Task RecordAsync((int User, string Item)[] interactions, CancellationToken cancellationToken)
    {
        long[] sequences = ArrayPool<long>.Shared.Rent(interactions.Length);
        try
        {
            await CallAsync(
                text => _texts.Interactions(text, interactions), body => RecordedReading.Read(body.Span, sequences.AsSpan(0, interactions.Length)), cancellationToken).ConfigureAwait(false);
            for (int place = 0; place < interactions.Length; place++)
            {
                _users.GetOrAdd(interactions[place].User, static _ => new UserMemory()).Acknowledge(interactions[place].Item, sequences[place]);
            }
        }
        finally
        {
            ArrayPool<long>.Shared.Return(sequences);
        }
    }

    private async Task CallAsync(Action<RequestText> write, Action<ReadOnlyMemory<byte>> read, CancellationToken cancellationToken)
    {
        long deadline = Deadline();
        HttpConnection connection = await _connections.RentAsync(deadline, cancellationToken).ConfigureAwait(false);
        try
        {
            write(connection.Request);
            read(Accepted(await connection.ExchangeAsync(deadline).ConfigureAwait(false)).Body);
        }
        finally
        {
            _connections.Return(connection);
        }
    }

    private long Deadline() => Environment.TickCount64 + (long)_timeout.TotalMilliseconds;

    private static HttpReply Accepted(HttpReply reply) => reply.IsAccepted ? reply : throw reply.ToRefusal();
}
