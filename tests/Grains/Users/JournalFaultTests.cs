using Manidala.Grains.Interfaces;
using Manidala.Grains.Tests.Support;

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

        journal!.LoseNextAnswers(1);
        await Assert.ThrowsAnyAsync<Exception>(() => user.Record([TestManidala.Interaction("b", 2)]));

        Feed feed = await user.GetFeed(TestManidala.Query(count: 60));
        Assert.DoesNotContain(feed.Items, item => item.Id == "item-2");
        RecordedInteraction repeated = Assert.Single(await user.Record([TestManidala.Interaction("b", 2)]));
        Assert.True(repeated.IsDuplicate);
        Assert.Equal(feed.Sequence, repeated.Sequence);
        Assert.Equal(2, (await user.Export(0, 10)).Length);
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
