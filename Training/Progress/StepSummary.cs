using System.Globalization;

namespace Manidala.Training.Progress;

/// <summary>The line that a finished step leaves behind.</summary>
internal static class StepSummary
{
    public static string Of(string title, long done, TimeSpan elapsed) => done == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{title}: {elapsed.TotalSeconds:0.0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{title}: {done:N0} in {elapsed.TotalSeconds:0.0} s");
}
