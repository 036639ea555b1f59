namespace Manidala.Bench.Plan;

/// <param name="Deployments">By monthly cost on demand.</param>
internal sealed record ListPlan(PriceList Prices, IReadOnlyList<Deployment> Deployments, IReadOnlyList<NotTaken> NotTaken);
