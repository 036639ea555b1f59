using Manidala.Gateway.Errors;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Rules;

/// <summary><c>/v1/rules</c>: business rules that change while servers run.</summary>
internal sealed class RuleEndpoints(IGrainFactory grains, GrainCalls calls)
{
    private IRulesGrain Rules => grains.Find<IRulesGrain>();

    public async Task ListAsync(HttpContext context)
    {
        var rules = await calls.CallAsync(Rules, static (grain, cancel) => grain.List(cancel), context.RequestAborted);
        await JsonResponse.WriteAsync(context, new([.. rules.Select(From)]), JsonContracts.Default.RulesResponse);
    }

    public async Task PutAsync(HttpContext context)
    {
        string id = RouteIds.Of(context);
        RuleRecord rule;
        using (var body = await JsonBody.ReadAsync(context))
        {
            rule = RuleParser.Parse(body.RootElement, id);
        }

        await calls.CallAsync(
            (Rules, rule),
            static async (call, cancel) =>
            {
                await call.Rules.Put(call.rule, cancel);
                return true;
            },
            context.RequestAborted);
        await JsonResponse.WriteAsync(context, From(rule), JsonContracts.Default.RuleResponse);
    }

    public async Task DeleteAsync(HttpContext context)
    {
        string id = RouteIds.Of(context);
        if (await calls.CallAsync((Rules, id), static (call, cancel) => call.Rules.Delete(call.id, cancel), context.RequestAborted))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await ErrorResponses.WriteAsync(context, ErrorResponses.UnknownRule(id));
    }

    private static RuleResponse From(RuleRecord rule) => new(
        rule.Name, rule.Kind, rule.Items, rule.Categories, rule.Labels, rule.Surfaces,
        rule.Factor, rule.Position, rule.FromMs, rule.UntilMs, rule.IsStored);
}
