using Manidala.Gateway.Keys;

namespace Manidala.Gateway.Tests.Keys;

public sealed class KeyRingTests
{
    [Fact]
    public void Find_EachOfSeveral_IsTheOneOfThatText()
    {
        KeyRing ring = Ring(("read", "one"), ("ingest", "two"), ("admin", "drei€"));

        Assert.Equal(Roles.Read, ring.Find("one")!.Roles);
        Assert.Equal(Roles.Ingest, ring.Find("two")!.Roles);
        Assert.Equal(Roles.Admin, ring.Find("drei€")!.Roles);
        Assert.Null(ring.Find("three"));
        Assert.Null(ring.Find(""));
    }

    [Fact]
    public void Find_KeyThatIsThereTwice_HasTheRolesOfBoth()
    {
        KeyRing ring = Ring(("read", "one"), ("ingest", "one"));

        Assert.Equal(1, ring.Count);
        Assert.Equal(Roles.Read | Roles.Ingest, ring.Find("one")!.Roles);
    }

    [Fact]
    public void Find_LongestAndLonger_OnlyTheFormerIsLookedAt()
    {
        string longest = new('€', ApiKey.MaxLength);
        KeyRing ring = Ring(("read", longest), ("read", longest + "x"));

        Assert.NotNull(ring.Find(longest));
        Assert.Null(ring.Find(longest + "x"));
    }

    [Fact]
    public void IsSameAs_TellsRolesAndDigestsApart()
    {
        KeyRing ring = Ring(("read", "one"), ("ingest", "two"));

        Assert.True(ring.IsSameAs(Ring(("read", "one"), ("ingest", "two"))));
        Assert.False(ring.IsSameAs(Ring(("admin", "one"), ("ingest", "two"))));
        Assert.False(ring.IsSameAs(Ring(("read", "one"), ("ingest", "three"))));
        Assert.False(ring.IsSameAs(Ring(("read", "one"))));
    }

    private static KeyRing Ring(params (string Roles, string Key)[] keys) =>
        new(keys.Select(key => KeyLine.Parse(TestKeys.Line(key.Roles, key.Key), "test")!));
}
