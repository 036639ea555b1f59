using System.CommandLine;
using Manidala.Gateway.Keys;

namespace Manidala.Gateway.Tests.Keys;

public sealed class KeyCommandTests
{
    [Fact]
    public void New_RolesInEitherWay_PrintsAKeyAndTheLineThatKnowsIt()
    {
        var (exitCode, output, _) = Run("", "key", "new", "--role", "read,ingest", "--role", "admin");

        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((0, 2), (exitCode, lines.Length));
        string key = lines[0].Split("key:  ")[1];
        Assert.Matches("^mk_[A-Za-z0-9_-]{43}$", key);
        Assert.Equal("line: " + TestKeys.Line("ingest,read,admin", key), lines[1]);
    }

    [Fact]
    public void New_Twice_MakesDifferentKeys() =>
        Assert.NotEqual(Run("", "key", "new", "--role", "read").Output, Run("", "key", "new", "--role", "read").Output);

    [Fact]
    public void Hash_KeyOfTheInput_PrintsItsLine()
    {
        var (exitCode, output, _) = Run("an-old-key\n", "key", "hash", "--role", "ingest");

        Assert.Equal((0, TestKeys.Line("ingest", "an-old-key") + "\n"), (exitCode, output));
    }

    [Theory]
    [InlineData("queen")]
    [InlineData("read,")]
    [InlineData("")]
    public void New_UnknownRole_SaysWhatIsAllowed(string role)
    {
        var (exitCode, output, errors) = Run("", "key", "new", "--role", role);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("allowed: ingest, read, admin.", errors);
        Assert.DoesNotContain("mk_", output);
    }

    [Fact]
    public void Hash_NoKey_IsRefused()
    {
        var (exitCode, _, errors) = Run("\n", "key", "hash", "--role", "read");

        Assert.Equal(2, exitCode);
        Assert.Contains("allowed: 1 to 256", errors);
    }

    private static (int ExitCode, string Output, string Errors) Run(string input, params string[] words)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        using var reader = new StringReader(input);
        int exitCode = KeyCommand.Create(reader).Parse(words).Invoke(new InvocationConfiguration { Output = output, Error = errors });
        return (exitCode, output.ToString(), errors.ToString());
    }
}
