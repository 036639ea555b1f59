using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Manidala.Engine.Catalog;
using Manidala.Engine.Sessions;
using Manidala.Training.Sample;

namespace Manidala.Training.Tests.Sample;

public sealed class SampleWorldTests
{
    private static readonly SampleOptions Small = new() { Items = 800, Users = 300, Interactions = 9_000 };
    private static readonly SampleWorld World = SampleWorld.Create(Small);

    [Fact]
    public void Create_SameSeed_MakesTheSameRows()
    {
        SampleWorld again = SampleWorld.Create(Small);

        Assert.Equal(World.Interactions, again.Interactions);
        Assert.Equal(Digest(World), Digest(again));
    }

    [Fact]
    public void Create_AnotherSeed_MakesAnotherWorld() =>
        Assert.NotEqual(Digest(World), Digest(SampleWorld.Create(Small with { Seed = 2 })));

    [Fact]
    public void Create_AnyMachine_MakesTheRowsOfTheDigest() =>
        Assert.Equal("d2d8761e6ffab846", Digest(World));

    [Fact]
    public void Create_Counts_AreExact()
    {
        Assert.Equal(Small.Items, World.Items.Select(item => item.Id).Distinct().Count());
        Assert.Equal(Small.Interactions, World.Interactions.Count);
        Assert.Equal(Small.Users, World.Interactions.Select(interaction => interaction.UserId).Distinct().Count());
        Assert.Equal(Small.Interactions, World.Interactions.Select(interaction => (interaction.UserId, interaction.Id)).Distinct().Count());
    }

    [Fact]
    public void Create_Items_CarryTheAttributesThatTheyAreDrawnFrom()
    {
        Item item = World.Items[42];
        using JsonDocument attributes = JsonDocument.Parse(item.AttributesJson);
        JsonElement root = attributes.RootElement;

        Assert.Equal("mandala-00042", item.Id);
        Assert.Equal(["symmetry", "palette", "motif", "density", "mood"], root.EnumerateObject().Select(property => property.Name));
        Assert.InRange(root.GetProperty("symmetry").GetInt32(), 3, 24);
        Assert.InRange(root.GetProperty("density").GetDouble(), 0, 1);
        Assert.Equal(item.Categories, [root.GetProperty("palette").GetString()!, root.GetProperty("motif").GetString()!]);
        Assert.Contains($"{item.Categories[0]} {item.Categories[1]}, ", item.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_Log_RunsForwardThroughItsSixtyDays()
    {
        long begin = (SampleLog.End - SampleLog.Span).ToUnixTimeMilliseconds();

        Assert.Equal(World.Interactions.Select(row => row.TimestampMs).Order(), World.Interactions.Select(row => row.TimestampMs));
        Assert.InRange(World.Interactions[0].TimestampMs, begin, SampleLog.End.ToUnixTimeMilliseconds());
        Assert.InRange(World.Interactions[^1].TimestampMs, begin, SampleLog.End.ToUnixTimeMilliseconds());
        Assert.All(World.Items, item => Assert.True(item.Timestamp.ToUnixTimeMilliseconds() < begin));
    }

    [Fact]
    public void Create_NoUser_MeetsAnItemTwiceExceptInOneGo()
    {
        foreach (IGrouping<string, Interaction> user in World.Interactions.GroupBy(row => row.UserId))
        {
            string[] items = [.. user.Select(row => row.ItemId)];
            string[] withoutDirectRepeats = [.. items.Where((item, place) => place == 0 || items[place - 1] != item)];

            Assert.Equal(withoutDirectRepeats.Distinct(), withoutDirectRepeats);
        }
    }

    [Fact]
    public void Create_Types_AreThoseOfTheCards()
    {
        Dictionary<string, int> counts = World.Interactions.GroupBy(row => row.Type).ToDictionary(type => type.Key, type => type.Count());

        Assert.Equal(["hide", "like", "open", "save", "view"], counts.Keys.Order());
        Assert.All(counts.Values, count => Assert.True(count > 100));
        Assert.True(counts["view"] > World.Interactions.Count / 2);
    }

    private static string Digest(SampleWorld world)
    {
        var text = new StringBuilder();
        foreach (Interaction row in world.Interactions.Take(1000))
        {
            text.Append(row.Id).Append(row.UserId).Append(row.ItemId).Append(row.Type).Append(row.TimestampMs).Append('\n');
        }

        foreach (Item item in world.Items)
        {
            text.Append(item.Id).Append(item.Title).Append(item.AttributesJson).Append(item.Timestamp.ToUnixTimeMilliseconds()).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}
