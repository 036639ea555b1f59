using Manidala.Engine.Devices;

namespace Manidala.Bench.Doctor;

/// <summary>A report for people.</summary>
internal static class DoctorTable
{
    public static void Write(DoctorReport report, TextWriter to)
    {
        to.WriteLine($"{report.Runtime}; {report.Machine}");
        foreach (DeviceFinding finding in report.Findings)
        {
            to.WriteLine($"  {(finding.IsThere ? "there  " : "missing")} {finding.Need}: {finding.Found}");
        }

        if (report.Agreement is { } agreement)
        {
            to.WriteLine(Text(
                $"{report.Items:N0} items of {report.Dimension} numbers ({report.ItemBytes / 1048576.0:N0} MiB) {(report.IsOnDevice == true ? "on the device" : "in the processor's memory")}; {report.Wanted} wanted, {report.RowsOfQuery} rows fetched"));
            to.WriteLine(Text($"  {agreement.Certain} of {agreement.Queries} answers certain, {agreement.Wrong} of them differ from the exact search's"));
            to.WriteLine($"  {"batch",6}{"users/s",12}{"p50 ms",10}{"p99 ms",10}{"graph alone/s",16}{"ratio",8}");
            foreach (BatchFigure batch in report.Batches)
            {
                to.WriteLine(Text(
                    $"  {batch.Batch,6}{batch.UsersPerSecond,12:N0}{batch.P50Ms,10:N2}{batch.P99Ms,10:N2}{batch.GraphUsersPerSecond,16:N0}{batch.Ratio,8:N2}"));
            }
        }

        foreach (string problem in report.Problems)
        {
            to.WriteLine($"problem: {problem}");
        }

        to.WriteLine(report.Problems.Count == 0 ? "All holds." : "Not all holds.");
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
