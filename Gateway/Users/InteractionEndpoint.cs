using System.Runtime.ExceptionServices;
using Manidala.Gateway.Errors;
using Manidala.Gateway.Http;

namespace Manidala.Gateway.Users;

/// <summary><c>POST /v1/interactions</c>.</summary>
internal sealed class InteractionEndpoint(InteractionParser parser, InteractionRecorder recorder)
{
    public async Task RecordAsync(HttpContext context)
    {
        UserInteraction[] interactions;
        using (var body = await JsonBody.ReadAsync(context))
        {
            interactions = parser.Parse(body.RootElement);
        }

        var (results, failures) = await recorder.RecordAsync(interactions, context.RequestAborted);
        if (failures.Count == 0)
        {
            await JsonResponse.WriteAsync(context, new(results), JsonContracts.Default.InteractionResults);
            return;
        }

        // The plainest account of what went wrong: a fault or the caller's mistake before a silo that is away.
        var failure = failures.Find(failure => !Failures.IsTransient(failure)) ?? failures[0];
        if (results.All(result => result.Sequence is null))
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        throw new PartlyRecordedException(results, failure);
    }
}
