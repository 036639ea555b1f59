using System.Collections.Immutable;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Tests.Support;
using Manidala.Storage;

namespace Manidala.Grains.Tests.Users;

public sealed class JournalFaultTests
{
    [Fact]
    public async Task Record_AnswerLostAfterTheCommit_IsInTheNextFeedAndADuplicateWhenRepeated()
    {
        FaultyJournal? journal = null;
        await using TestManidala manidala = await TestManidala.StartAsync(journal: real => journal ??= new FaultyJournal(real));
        IUserGrain user = manidala.User("somebody");
        await user.Record([TestManidala.Interaction("a", 1)]);

        journal!.LoseAnswerOf("b").Release();
        await Assert.ThrowsAnyAsync<Exception>(() => user.Record([TestManidala.Interaction("b", 2)]));

        Feed feed = await user.GetFeed(TestManidala.Query(count: 60));
        Assert.DoesNotContain(feed.Items, item => item.Id == "item-2");
        RecordedInteraction repeated = Assert.Single(await user.Record([TestManidala.Interaction("b", 2)]));
        Assert.True(repeated.IsDuplicate);
        Assert.Equal(feed.Sequence, repeated.Sequence);
        Assert.Equal(2, (await user.Export(0, 10)).Length);
    }

    [Fact]
    public async Task Record_JournalOverloaded_ReachesAnotherProcessAsWhatItIs()
    {
        FaultyJournal? journal = null;
        await using TestManidala manidala = await TestManidala.StartAsync(journal: real => journal ??= new FaultyJournal(real));

        journal!.RefuseNextAppends(1, new JournalOverloadedException(7));

        await Assert.ThrowsAsync<JournalOverloadedException>(() => manidala.User("somebody").Record([TestManidala.Interaction("a", 1)]));
    }

    [Fact]
    public async Task GetFeed_JournalIsAwayWhenTheUserBegins_IsAFallbackUntilItCanBeRead()
    {
        FaultyJournal? journal = null;
        await using TestManidala manidala = await TestManidala.StartAsync(journal: real => journal ??= new FaultyJournal(real));
        IReadOnlyList<AppendResult> recorded = await manidala.Database.Journal.AppendAsync(
            [new Engine.Sessions.Interaction("a", "somebody", "item-1", "like", 1, 1)], CancellationToken.None);
        IUserGrain user = manidala.User("somebody");

        journal!.RefuseReads(new JournalUnavailableException("nobody is there"));
        Feed without = await user.GetFeed(TestManidala.Query(count: 60));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => user.GetSession(10));
        journal.RefuseReads(null);
        RecordedInteraction later = Assert.Single(await user.Record([TestManidala.Interaction("b", 2)]));
        Feed with = await user.GetFeed(TestManidala.Query(count: 60));

        Assert.Equal((true, 0L), (without.IsFallback, without.Sequence));
        Assert.Equal(TestManidala.Items, without.Items.Length);
        Assert.True(later.Sequence > recorded[0].Sequence);
        Assert.Equal((false, later.Sequence), (with.IsFallback, with.Sequence));
        Assert.Empty(with.Items.Where(item => item.Id is "item-1" or "item-2"));
    }

    [Fact]
    public async Task Record_AnswerLostWhileALaterOneCounts_IsInTheSessionInItsPlace()
    {
        FaultyJournal? journal = null;
        await using TestManidala manidala = await TestManidala.StartAsync(journal: real => journal ??= new FaultyJournal(real));
        IUserGrain user = manidala.User("somebody");
        IUserGrain twin = manidala.User("twin");
        await twin.Record([TestManidala.Interaction("a", 1), TestManidala.Interaction("b", 2), TestManidala.Interaction("c", 3)]);
        await user.Record([TestManidala.Interaction("a", 1)]);

        LostAnswer answer = journal!.LoseAnswerOf("b");
        Task lost = user.Record([TestManidala.Interaction("b", 2)]);
        await journal.WhenCommitted("b");
        Task<ImmutableArray<RecordedInteraction>> following = user.Record([TestManidala.Interaction("later", 3)]);
        await journal.WhenCommitted("later");
        answer.Release();
        await Assert.ThrowsAnyAsync<Exception>(() => lost);
        RecordedInteraction later = Assert.Single(await following);

        Feed feed = await user.GetFeed(TestManidala.Query(count: 60));
        Assert.Equal(later.Sequence, feed.Sequence);
        Assert.Equal(
            (await twin.GetFeed(TestManidala.Query(count: 60))).Items.Select(item => (item.Id, item.Score)),
            feed.Items.Select(item => (item.Id, item.Score)));
        Assert.Equal(3, (await user.GetSession(10)).SeenCount);
    }

    [Fact]
    public async Task Record_Refused_ChangesNothingAndTheNextOneCounts()
    {
        FaultyJournal? journal = null;
        await using TestManidala manidala = await TestManidala.StartAsync(journal: real => journal ??= new FaultyJournal(real));
        IUserGrain user = manidala.User("somebody");

        journal!.RefuseNextAppends(1);
        await Assert.ThrowsAnyAsync<Exception>(() => user.Record([TestManidala.Interaction("a", 1)]));
        Assert.Equal(0, (await user.GetFeed(TestManidala.Query())).Sequence);

        Assert.False(Assert.Single(await user.Record([TestManidala.Interaction("a", 1)])).IsDuplicate);
        Assert.Equal(1, (await user.GetSession(5)).SeenCount);
    }
}
