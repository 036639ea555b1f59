namespace Manidala.Deploy.Tests.Support;

/// <summary>Tests that take minutes.</summary>
internal static class LongTests
{
    private const string FullVariable = "MANIDALA_FULL";

    public static void SkipUnlessAskedFor() =>
        Assert.SkipUnless(Environment.GetEnvironmentVariable(FullVariable) == "1", $"{FullVariable} is not 1: this one takes minutes");
}
