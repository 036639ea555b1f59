using System.Globalization;
using Manidala.Engine.Devices;
using Manidala.Engine.Retrieval;

namespace Manidala.Bench.Doctor;

/// <summary>Looks at the device, runs the retrieval graph on it, and says whether all holds.</summary>
internal static class DoctorRun
{
    // Of what ONNX Runtime alone reaches, the share that has to come through.
    private const double LeastRatio = 0.8;

    // Where more answers than this cannot be shown to be right, the device saves the processor little.
    private const double LeastCertain = 0.95;

    private const int Compared = 256;

    public static DoctorReport Run(DoctorRequest request, TimeProvider time, TextWriter log)
    {
        bool needsCuda = request.Device.Name != ProviderChoice.Cpu;
        IReadOnlyList<DeviceFinding> findings = CudaCheck.Run(request.Device.Library);
        var empty = new DoctorReport(
            time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Machine.Describe(),
            request.Command,
            CudaCheck.DescribeRuntime(),
            request.Device.Name,
            IsOnDevice: null,
            request.Items,
            request.Dimension,
            request.Wanted,
            request.Rows,
            ItemBytes: 0,
            findings,
            Agreement: null,
            Batches: [],
            Problems: needsCuda ? [.. findings.Where(finding => !finding.IsThere).Select(finding => $"{finding.Need}: {finding.Found}")] : []);
        return empty.Problems.Count > 0 ? empty : Measure(request, empty, log);
    }

    private static DoctorReport Measure(DoctorRequest request, DoctorReport report, TextWriter log)
    {
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Making {request.Items:N0} items"));
        var world = new SyntheticItems(request.Items, request.Dimension, request.Seed);
        ItemVectors items = world.Items();
        try
        {
            using var search = new DeviceSearch(items, request.Device, request.Rows, request.Threads);
            var figures = new DeviceFigures(search, world.Queries(2 * DeviceSearch.MaxQueries), request.Wanted);
            log.WriteLine("Comparing with an exact search");
            Agreement agreement = figures.Compare(Compared);
            var batches = new List<BatchFigure>();
            foreach (int batch in request.Batches)
            {
                log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Measuring batches of {batch}"));
                batches.Add(figures.Measure(batch, request.Runs));
            }

            return report with
            {
                IsOnDevice = search.IsOnDevice,
                RowsOfQuery = search.RowsOfQuery,
                ItemBytes = search.Bytes,
                Agreement = agreement,
                Batches = batches,
                Problems = [.. ProblemsOf(request, agreement, batches)],
            };
        }
        catch (InvalidOperationException failure)
        {
            return report with { Problems = [failure.Message] };
        }
    }

    internal static IEnumerable<string> ProblemsOf(DoctorRequest request, Agreement agreement, IReadOnlyList<BatchFigure> batches)
    {
        if (agreement.Wrong > 0)
        {
            yield return Text($"{agreement.Wrong} of {agreement.Queries} answers differ from the exact search's, though the device's bounds say that they cannot");
        }

        if (agreement.Certain < LeastCertain * agreement.Queries)
        {
            yield return Text($"only {agreement.Certain} of {agreement.Queries} answers are certain; expected {LeastCertain:P0} of them, which more --rows give");
        }

        BatchFigure best = batches.MaxBy(batch => batch.UsersPerSecond)!;
        if (best.Ratio < LeastRatio)
        {
            yield return Text($"{best.UsersPerSecond:N0} users/s at batches of {best.Batch} are {best.Ratio:P0} of what the graph alone reaches; expected {LeastRatio:P0}");
        }

        if (request.LeastRate is { } least && best.UsersPerSecond < least)
        {
            yield return Text($"{best.UsersPerSecond:N0} users/s at batches of {best.Batch}; expected {least:N0}");
        }

        if (request.LongestMs is { } longest && best.P99Ms > longest)
        {
            yield return Text($"p99 of a batch of {best.Batch} is {best.P99Ms:N1} ms; expected at most {longest:N1} ms");
        }
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
