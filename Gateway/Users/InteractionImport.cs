using System.Runtime.ExceptionServices;
using Manidala.Gateway.Bulk;
using Manidala.Gateway.Errors;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Users;

/// <summary><c>POST /v1/interactions</c> as lines. Thread-safe.</summary>
internal sealed class InteractionImport(InteractionParser parser, InteractionRecorder recorder, IOptions<GatewayOptions> options)
{
    public Task RunAsync(HttpContext context)
    {
        if (QueryReader.Read(context.Request).WithFeed is true)
        {
            throw new InvalidRequestException("feed", "true", "false for lines, which are of many users");
        }

        string? key = IdempotencyKey.Of(context.Request);
        return new LineImport<UserInteraction>(
            (int)options.Value.MaxBodyBytes, Limits.MaxInteractionsPerCall, (line, number) => parser.ParseLine(line, key, number), StoreAsync).RunAsync(context);
    }

    private async Task StoreAsync(IReadOnlyList<UserInteraction> batch, ImportReport report, CancellationToken aborted)
    {
        UserInteraction[] stored = [.. batch.Where(each => each.HasConsent)];
        var (results, failures) = await recorder.RecordAsync(stored, aborted);
        if (failures.Count > 0)
        {
            ExceptionDispatchInfo.Throw(failures.Find(failure => !Failures.IsTransient(failure)) ?? failures[0]);
        }

        int duplicates = results.Count(result => result.Duplicate is true);
        report.Duplicates += duplicates;
        report.Accepted += results.Length - duplicates;
        report.NotStored += batch.Count - stored.Length;
    }
}
