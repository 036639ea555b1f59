using Manidala.Gateway.Keys;

namespace Manidala.Gateway.Tests.Keys;

public sealed class KeyLineTests
{
    private const string Digest = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

    [Theory]
    [InlineData("read sha256:" + Digest, "read")]
    [InlineData("  ingest,read \t sha256:" + Digest + "  # the shop's back end", "ingest,read")]
    [InlineData("admin,read,ingest sha256:" + Digest, "ingest,read,admin")]
    public void Parse_Line_HasItsRolesAndDigest(string line, string roles)
    {
        ApiKey? key = KeyLine.Parse(line, "here");

        Assert.NotNull(key);
        Assert.Equal($"{roles} sha256:{Digest}", KeyLine.Format(key));
        Assert.Same(key, new KeyRing([key]).Find("secret") is { } found && found.Roles == key.Roles ? key : null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("# read sha256:" + Digest)]
    public void Parse_NothingOrANote_IsNoKey(string line) => Assert.Null(KeyLine.Parse(line, "here"));

    [Theory]
    [InlineData("hidden-key")]
    [InlineData("read hidden-key")]
    [InlineData("read sha256:hidden-key")]
    [InlineData("read sha256:2bb80d53hidden-key")]
    [InlineData("read " + Digest)]
    [InlineData("read sha256:" + Digest + "00")]
    [InlineData("read,hidden-key sha256:" + Digest)]
    [InlineData("Read sha256:" + Digest)]
    [InlineData(", sha256:" + Digest)]
    [InlineData("read sha256:" + Digest + " hidden-key")]
    public void Parse_BadLine_NamesThePlaceAndNeverWhatStandsThere(string line)
    {
        var error = Assert.Throws<KeySettingException>(() => KeyLine.Parse(line, "Line 7 of keys"));

        Assert.StartsWith("Line 7 of keys ", error.Message);
        Assert.Contains("; allowed: ", error.Message);
        Assert.DoesNotContain("hidden", error.Message);
        Assert.DoesNotContain("2bb80d53", error.Message);
    }
}
