using Manidala.Engine.Sessions;

namespace Manidala.Engine.Tests.Sessions;

public sealed class TakenBackTests
{
    [Theory]
    [InlineData("like", "like")]
    [InlineData("like view undo:like", "view undo:like")]
    [InlineData("like undo:like like", "undo:like like")]
    [InlineData("like like undo:like", "undo:like")]
    [InlineData("undo:like like", "undo:like like")]
    [InlineData("seen undo:seen undo:like", "undo:seen undo:like")]
    public void Includes_AskedFromTheNewestOn_FindsWhatEarlierWasTakenBack(string journal, string left)
    {
        var takenBack = new TakenBack();

        string[] kept = [.. journal.Split(' ').Reverse().Where(type => !takenBack.Includes("item", type)).Reverse()];

        Assert.Equal(left, string.Join(' ', kept));
    }

    [Fact]
    public void Includes_AnotherItem_IsLeftAlone()
    {
        var takenBack = new TakenBack();

        Assert.False(takenBack.Includes("a", "undo:like"));
        Assert.False(takenBack.Includes("b", "like"));
        Assert.True(takenBack.Includes("a", "like"));
    }

    [Theory]
    [InlineData("like", true)]
    [InlineData("seen", true)]
    [InlineData("undo:like", true)]
    [InlineData("undo:seen", true)]
    [InlineData("undo:", false)]
    [InlineData("undo:stare", false)]
    [InlineData("undo:undo:like", false)]
    [InlineData("stare", false)]
    public void Accepts_KnownTypesAndWhatTakesThemBack(string type, bool isAccepted) => Assert.Equal(isAccepted, InteractionTypes.Default.Accepts(type));

    [Theory]
    [InlineData("like", InteractionKind.Positive)]
    [InlineData("seen", InteractionKind.Seen)]
    [InlineData("undo:like", InteractionKind.Impression)]
    [InlineData("of another time", InteractionKind.Impression)]
    public void Meaning_OfWhateverStandsInTheJournal(string type, InteractionKind kind) =>
        Assert.Equal((type, kind), (InteractionTypes.Default.Meaning(type).Name, InteractionTypes.Default.Meaning(type).Kind));
}
