using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Manidala.Bench.Load;

namespace Manidala.Bench.Drills.Checking;

/// <summary>
/// Many users' apps: each call is sent again with the same id until it is answered, not before the server's Retry-After is over; every acknowledgement is kept, and every feed is held to what had been
/// acknowledged when it was asked for. Thread-safe.
/// </summary>
internal sealed class CheckingClient : IDisposable
{
    private const int PoolSize = 100;

    // Of one attempt: longer than any deadline of the gateway's, so that a call without an answer is the server's fault.
    private static readonly TimeSpan AttemptTime = TimeSpan.FromSeconds(15);
    private readonly CheckedRequests _requests;
    private readonly HttpConnections _connections;
    private readonly LoadPlan _plan;
    private readonly TimeSpan _patience;
    private readonly ConcurrentDictionary<int, UserMemory> _users = new();
    private string[] _items = [];

    /// <param name="patience">A call that is not answered for so long after it was due is given up.</param>
    public CheckingClient(LoadRequest request, LoadPlan plan, TimeSpan patience)
    {
        _requests = new CheckedRequests(request.Url, request.Count);
        _connections = new HttpConnections(request.Url, request.Connections);
        _plan = plan;
        _patience = patience;
    }

    public CheckingTally Tally { get; } = new();

    /// <summary>Finds out which items there are to act on.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        ListAnswer latest = await ExchangeAsync(
            text => _requests.Latest(text, PoolSize), body => JsonSerializer.Deserialize(body.Span, LoadJson.Default.ListAnswer)!, cancellationToken).ConfigureAwait(false);
        _items = [.. latest.Items.Select(item => item.Id)];
    }

    /// <summary>One operation, from when it was due until it is answered or given up. Never throws but for being cancelled.</summary>
    /// <param name="clock">Time since the load began.</param>
    public async Task SendAsync(long number, TimeSpan due, Func<TimeSpan> clock, CancellationToken cancellationToken)
    {
        LoadKind kind = _plan.KindOf(number);
        int user = _plan.UserOf(number);
        if (kind != LoadKind.Feed)
        {
            string item = _items[_plan.ItemOf(number, _items.Length)];
            TimeSpan sent = clock();
            await UntilAnsweredAsync(new Call(number, IsFeed: false, due, clock), cancel => RecordAsync(number, user, item, sent, clock, cancel), cancellationToken).ConfigureAwait(false);
            due = clock();
        }

        if (kind != LoadKind.Interaction)
        {
            await UntilAnsweredAsync(new Call(number, IsFeed: true, due, clock), cancel => FeedAsync(user, cancel), cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _connections.Dispose();

    private async Task UntilAnsweredAsync(Call call, Func<CancellationToken, Task<bool>> attempt, CancellationToken cancellationToken)
    {
        (long number, bool isFeed, TimeSpan due, Func<TimeSpan> clock) = call;
        for (int attempts = 1; ; attempts++)
        {
            TimeSpan sent = clock();
            TimeSpan pause;
            try
            {
                bool isFallback = await attempt(cancellationToken).ConfigureAwait(false);
                TimeSpan answered = clock();
                Tally.Ended(new Operation(isFeed, due, answered - due, attempts, IsAnswered: true, isFallback, answered - sent));
                return;
            }
            catch (Exception failure) when (LoadFailure.ReasonOf(failure) is { } reason)
            {
                Tally.Refused(new Refusal(clock(), reason, failure is RefusedException));
                Hold(isFeed, failure as RefusedException);
                pause = AttemptPause.After(failure, _plan.SpreadOf(number, attempts));
            }

            if (clock() - due > _patience)
            {
                Tally.Ended(new Operation(isFeed, due, clock() - due, attempts, IsAnswered: false, IsFallback: false, clock() - sent));
                return;
            }

            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    // A server may be busy, or ask for patience; anything else is an error of its own.
    private void Hold(bool isFeed, RefusedException? refused)
    {
        if (refused is { StatusCode: { } status } && status is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests))
        {
            Tally.Broke($"{(isFeed ? "feeds" : "interactions")} answered with {(int)status}");
        }
    }

    private async Task<bool> RecordAsync(long number, int user, string item, TimeSpan sent, Func<TimeSpan> clock, CancellationToken cancellationToken)
    {
        long sequence = await ExchangeAsync(text => _requests.Interaction(text, user, item, number), SequenceIn, cancellationToken).ConfigureAwait(false);
        Tally.Acknowledged(new Acknowledgement(number, user, item, sequence, sent, clock()));
        _users.GetOrAdd(user, static _ => new UserMemory()).Acknowledge(item, sequence);
        return false;
    }

    private async Task<bool> FeedAsync(int user, CancellationToken cancellationToken)
    {
        UserMemory? memory = _users.GetValueOrDefault(user);
        UserMemory.Moment asked = memory?.Now() ?? default;
        FeedReading feed = await ExchangeAsync(text => _requests.Feed(text, user), body => FeedReading.Of(body.Span, null, memory, asked), cancellationToken).ConfigureAwait(false);
        if (!feed.IsFallback && feed.Sequence < asked.Sequence)
        {
            Tally.Broke("feeds without an acknowledged interaction");
        }
        else if (!feed.IsFallback && feed.HasSeen)
        {
            Tally.Broke("feeds with a seen item");
        }

        return feed.IsFallback;
    }

    private async Task<T> ExchangeAsync<T>(Action<RequestText> write, Func<ReadOnlyMemory<byte>, T> read, CancellationToken cancellationToken)
    {
        long deadline = Environment.TickCount64 + (long)AttemptTime.TotalMilliseconds;
        HttpConnection connection = await _connections.RentAsync(deadline, cancellationToken).ConfigureAwait(false);
        try
        {
            write(connection.Request);
            HttpReply reply = await connection.ExchangeAsync(deadline).ConfigureAwait(false);
            return reply.IsAccepted ? read(reply.Body) : throw reply.ToRefusal();
        }
        finally
        {
            _connections.Return(connection);
        }
    }

    private static long SequenceIn(ReadOnlyMemory<byte> body)
    {
        Span<long> sequence = stackalloc long[1];
        RecordedReading.Read(body.Span, sequence);
        return sequence[0];
    }

    /// <summary>One that a client needs answered.</summary>
    private readonly record struct Call(long Number, bool IsFeed, TimeSpan Due, Func<TimeSpan> Clock);
}
