using System.Collections.Immutable;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Tests.Cluster;

/// <summary>Rules in memory.</summary>
public sealed class TestRulesGrain(World world) : Grain, IRulesGrain
{
    public Task<ImmutableArray<RuleRecord>> List(CancellationToken cancellationToken = default) =>
        Task.FromResult<ImmutableArray<RuleRecord>>([.. world.Rules.Values.OrderBy(rule => rule.Name, StringComparer.Ordinal)]);

    public Task Put(RuleRecord rule, CancellationToken cancellationToken = default)
    {
        if (rule.Kind == "away")
        {
            throw new InvalidRequestException("kind", "'away'", "another one");
        }

        world.Rules[rule.Name] = rule;
        return Task.CompletedTask;
    }

    public Task<bool> Delete(string name, CancellationToken cancellationToken = default) => Task.FromResult(world.Rules.TryRemove(name, out _));
}
