namespace Manidala.EndToEnd.Tests.Processes;

/// <summary>What a person sees of a start that cannot succeed.</summary>
internal static class OneLine
{
    /// <summary>A failing exit code, and one line that begins with the program's name and names what is wrong.</summary>
    public static void Expect((int ExitCode, string Errors) refused, string named)
    {
        Assert.NotEqual(0, refused.ExitCode);
        Assert.True(refused.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length == 1, refused.Errors);
        Assert.StartsWith("manidala: ", refused.Errors, StringComparison.Ordinal);
        Assert.Contains(named, refused.Errors, StringComparison.Ordinal);
    }
}
