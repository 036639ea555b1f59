using System.Collections.Immutable;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Tests.Cluster;

/// <summary>A user in memory: the feed's items are named for the interactions that it reflects.</summary>
public sealed class TestUserGrain(World world) : Grain, IUserGrain
{
    private readonly Dictionary<string, long> _byId = [];
    private readonly List<JournaledInteraction> _journal = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private string Key => UserKeys.ToUserId(this.GetPrimaryKeyString());

    private FeedVersion Version => new(_journal.Count == 0 ? 0 : _journal[^1].Sequence, "m1");

    public async Task<ImmutableArray<RecordedInteraction>> Record(
        ImmutableArray<NewInteraction> interactions, CancellationToken cancellationToken = default)
    {
        await world.EnterAsync(Key, cancellationToken);
        var recorded = interactions.Select(RecordOne).ToImmutableArray();
        var changed = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
        return recorded;
    }

    public async Task<Feed> GetFeed(FeedQuery query, CancellationToken cancellationToken = default)
    {
        await world.EnterAsync("feed:" + Key, cancellationToken);
        world.LastQueries[Key] = query;
        if (query.Category == "nowhere")
        {
            throw new InvalidRequestException("category", "'nowhere'", "a category of the catalogue");
        }

        var item = query.WithItems
            ? new ItemRecord("i1", "Blüte <1>", ["blue", "lotus"], "{\"petals\":\n8,\"mood\":\"calm\"}", false, 1700000000000, null)
            : null;
        ImmutableArray<FeedItem> items = [new($"after-{_journal.Count}", 0.5f, "session", item)];
        var feed = new Feed("r1", Key, Version.Sequence, "m1", false, items, "next");
        return query.Surface is null ? feed : feed with { Ranking = RankingOf(query) };
    }

    private static FeedRanking RankingOf(FeedQuery query) => query.Explain
        ? new(
            query.Surface!,
            [0.25],
            [new([new ItemSource("session", 3, 0.5f)], [new ItemMove("diversity", 3, 1, "unlike the others")], ["summer"])],
            [new StepTime("sources", 12.34)])
        : new(query.Surface!, [0.25], [], []);

    public async Task<Feed> GetFeedAfter(
        ImmutableArray<NewInteraction> passing, FeedQuery query, CancellationToken cancellationToken = default)
    {
        Feed feed = await GetFeed(query, cancellationToken);
        return feed with { Items = [.. passing.Select(each => new FeedItem($"after-{each.ItemId}", 1, "session", null)), .. feed.Items] };
    }

    public Task<HeldSession> ExportSession(CancellationToken cancellationToken = default) => Task.FromResult(
        new HeldSession(Version.Sequence, "m1", [.. _journal.Select(each => each.ItemId)], [.. _journal.Select(each => each.ItemId)], [1, 2, 3], []));

    public async Task<FeedVersion> WaitForChange(FeedVersion seen, TimeSpan longestWait, CancellationToken cancellationToken = default)
    {
        await world.EnterAsync("wait:" + Key, cancellationToken);
        if (seen == Version)
        {
            using var waited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            waited.CancelAfter(longestWait);
            await _changed.Task.WaitAsync(waited.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return Version;
    }

    public Task<SessionView> GetSession(int count, CancellationToken cancellationToken = default) => Task.FromResult(
        new SessionView(Key, Version.Sequence, "m1", _journal.Count, [.. _journal.AsEnumerable().Reverse().Take(count)]));

    public async Task<ImmutableArray<JournaledInteraction>> Export(long afterSequence, int limit, CancellationToken cancellationToken = default)
    {
        await world.EnterAsync("export:" + Key, cancellationToken);
        return [.. _journal.Where(each => each.Sequence > afterSequence).Take(limit)];
    }

    public async Task PutFeedback(ImmutableArray<NewFeedback> feedback, bool overwrites, CancellationToken cancellationToken = default)
    {
        await world.EnterAsync("feedback:" + Key, cancellationToken);
        var queue = world.Feedback.GetOrAdd(Key, _ => new());
        foreach (var one in feedback)
        {
            queue.Enqueue((one, overwrites));
        }
    }

    public Task<int> DeleteFeedback(string itemId, string? feedbackType, CancellationToken cancellationToken = default) =>
        Task.FromResult(world.Feedback.TryRemove(Key, out var gone) ? gone.Count : 0);

    public Task JournalDueFeedback(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public async Task<long> Erase(CancellationToken cancellationToken = default)
    {
        await world.EnterAsync("erase:" + Key, cancellationToken);
        long count = _journal.Count;
        _journal.Clear();
        _byId.Clear();
        return count;
    }

    private RecordedInteraction RecordOne(NewInteraction interaction)
    {
        bool isDuplicate = _byId.TryGetValue(interaction.Id, out long sequence);
        if (!isDuplicate)
        {
            sequence = world.NextSequence();
            _byId.Add(interaction.Id, sequence);
            _journal.Add(new(sequence, interaction.ItemId, interaction.Type, interaction.TimestampMs, interaction.Value));
        }

        return new(interaction.Id, sequence, isDuplicate);
    }
}
