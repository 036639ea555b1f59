using Manidala.Engine.Feeds;

namespace Manidala.Engine.Tests.Feeds;

public sealed class SourceBlendTests
{
    [Fact]
    public void Blend_Shares_GiveEachListItsPlaces()
    {
        List<Candidate> blended = SourceBlend.Blend(
            [List(FeedSource.Session, 2, 1, 2, 3, 4), List(FeedSource.Trending, 1, 11, 12), List(FeedSource.Latest, 1, 21, 22)], most: 8);

        Assert.Equal([1, 11, 21, 2, 3, 12, 22, 4], blended.Select(candidate => candidate.Ordinal));
    }

    [Fact]
    public void Blend_OneList_KeepsItsOrderScoresAndGivesRelevanceByPlace()
    {
        List<Candidate> blended = SourceBlend.Blend([new(FeedSource.Session, 0.5, [new(7, 3f), new(5, 2f), new(6, 1f)])], most: 2);

        Assert.Equal(
            [new Candidate(7, FeedSource.Session, 3, 1), new Candidate(5, FeedSource.Session, 2, 1 / MathF.Log2(3))],
            blended);
    }

    [Fact]
    public void Blend_ItemOfTwoLists_ComesOnceAndTheOtherListGivesItsNext()
    {
        List<Candidate> blended = SourceBlend.Blend([List(FeedSource.Session, 1, 1, 2), List(FeedSource.Trending, 1, 1, 2, 3)], most: 10);

        Assert.Equal([1, 2, 3], blended.Select(candidate => candidate.Ordinal));
        Assert.Equal([FeedSource.Session, FeedSource.Trending, FeedSource.Trending], blended.Select(candidate => candidate.Source));
    }

    [Fact]
    public void Blend_ListAtItsEnd_LeavesItsPlacesToTheOthers()
    {
        List<Candidate> blended = SourceBlend.Blend([List(FeedSource.Session, 9, 1), List(FeedSource.Trending, 1, 2, 3, 4)], most: 10);

        Assert.Equal([1, 2, 3, 4], blended.Select(candidate => candidate.Ordinal));
    }

    [Fact]
    public void Blend_AnyLists_HoldEachItemOnceAndSharesWithinOnePlace()
    {
        var random = new Random(5);
        for (int run = 0; run < 50; run++)
        {
            SourceList[] lists = [.. Enumerable.Range(0, 4).Select(list => new SourceList(
                (FeedSource)list, random.Next(1, 10), [.. Enumerable.Range(0, 400).Select(item => new ProposedItem((list * 1000) + item, 0))]))];
            double all = lists.Sum(list => list.Share);

            List<Candidate> blended = SourceBlend.Blend(lists, most: 200);

            Assert.Equal(200, blended.Select(candidate => candidate.Ordinal).Distinct().Count());
            Assert.All(lists, list => Assert.InRange(blended.Count(candidate => candidate.Source == list.Source) - (200 * list.Share / all), -1, 1));
        }
    }

    private static SourceList List(FeedSource source, double share, params int[] ordinals) =>
        new(source, share, [.. ordinals.Select(ordinal => new ProposedItem(ordinal, 0))]);
}
