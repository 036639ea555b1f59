using System.Text.Json;
using Manidala.Gateway.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Manidala.Gateway.Bulk;

/// <summary>
/// Takes a body of lines of any length: what is valid is done, batch by batch, and the answer names the lines that are not. It holds one batch. Not thread-safe.
/// </summary>
/// <param name="parse">Reads a line's value; throws what says what is wrong with it.</param>
/// <param name="store">Does a batch and adds its outcome to the report.</param>
internal sealed class LineImport<T>(
    int maxLineBytes, int batchLines, Func<JsonElement, long, T> parse, Func<IReadOnlyList<T>, ImportReport, CancellationToken, Task> store)
{
    private readonly ImportReport _report = new();
    private readonly List<T> _batch = [];
    private long _batchBegan = 1;
    private long _batchBytes;

    public async Task RunAsync(HttpContext context)
    {
        // What bounds other bodies is that they are held whole.
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        var lines = new LineReader(context.Request.BodyReader, maxLineBytes);
        while (await lines.ReadAsync(context.RequestAborted))
        {
            Take(lines);
            if (_batch.Count == batchLines || _batchBytes > maxLineBytes)
            {
                await FlushAsync(lines.Number + 1, context.RequestAborted);
            }
        }

        await FlushAsync(lines.Number + 1, context.RequestAborted);
        await JsonResponse.WriteAsync(context, _report.ToResponse(), JsonContracts.Default.ImportResponse);
    }

    private void Take(LineReader lines)
    {
        if (lines.IsTooLong)
        {
            _report.Lines++;
            _report.Refuse(new(lines.Number, "body", $"a line of more than {maxLineBytes} bytes", $"lines of at most {maxLineBytes} bytes"));
            return;
        }

        if (lines.Line.Span.Trim(" \t\r"u8).IsEmpty)
        {
            return;
        }

        _report.Lines++;
        try
        {
            using var value = JsonBody.Parse(lines.Line);
            _batch.Add(parse(value.RootElement, lines.Number));
            _batchBytes += lines.Line.Length;
        }
        catch (Exception error) when (ImportReport.IsOfLine(error))
        {
            _report.Refuse(lines.Number, error);
        }
    }

    private async Task FlushAsync(long nextLine, CancellationToken aborted)
    {
        if (_batch.Count > 0)
        {
            try
            {
                await store(_batch, _report, aborted);
            }
            catch (Exception failure) when (!aborted.IsCancellationRequested)
            {
                throw new ImportStoppedException(_batchBegan, failure);
            }
        }

        _batch.Clear();
        (_batchBegan, _batchBytes) = (nextLine, 0);
    }
}
