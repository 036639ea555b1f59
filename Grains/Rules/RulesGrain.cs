using System.Collections.Immutable;
using Manidala.Engine.Feeds;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Replication;
using Manidala.Storage;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Manidala.Grains.Rules;

/// <summary>Reads and writes rules. Holds nothing itself.</summary>
[StatelessWorker]
internal sealed class RulesGrain(IRuleStore store, RuleFollower follower, IOptions<FeedOptions> options) : Grain, IRulesGrain
{
    public async Task<ImmutableArray<RuleRecord>> List(CancellationToken cancellationToken)
    {
        var rules = new SortedDictionary<string, RuleRecord>(StringComparer.Ordinal);
        foreach ((string name, RuleOptions rule) in options.Value.Rules)
        {
            rules[name] = RuleMapping.ToRecord(name, rule, isStored: false);
        }

        foreach (StoredRule stored in await store.ReadAsync(cancellationToken))
        {
            rules[stored.Name] = RuleMapping.ToRecord(stored.Name, RuleMapping.ToOptions(stored), isStored: true);
        }

        return [.. rules.Values];
    }

    public async Task Put(RuleRecord rule, CancellationToken cancellationToken)
    {
        RuleOptions settings = RuleMapping.ToOptions(rule);
        var check = new SettingCheck((field, found, allowed) => throw new InvalidRequestException(FieldOf(field), found, allowed));
        check.Name(rule.Name, SurfaceOptionsRules.MaxNameLength);
        RuleCheck.Check(check, settings, [.. options.Value.Surfaces.Keys]);
        if (!await store.PutAsync(RuleMapping.ToStored(rule.Name, settings), Limits.MaxRules, cancellationToken))
        {
            throw new InvalidRequestException("id", $"one more than the {Limits.MaxRules} rules that there are", $"at most {Limits.MaxRules} rules");
        }

        follower.Wake();
    }

    public async Task<bool> Delete(string name, CancellationToken cancellationToken)
    {
        bool wasThere = await store.DeleteAsync(name, cancellationToken);
        follower.Wake();
        return wasThere;
    }

    // As the body of a request names it; the name of the rule is in its address.
    private static string FieldOf(string setting) => setting.Length == 0 ? "id" : char.ToLowerInvariant(setting[0]) + setting[1..];
}
