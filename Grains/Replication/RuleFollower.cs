using Manidala.Engine.Feeds;
using Manidala.Grains.Rules;
using Manidala.Storage;
using Microsoft.Extensions.Logging;

namespace Manidala.Grains.Replication;

/// <summary>Takes stored rules over into this silo's feeds. Often enough that a change shows well within a second.</summary>
internal sealed class RuleFollower(IRuleStore store, RuleBook rules, TimeProvider time, ILogger<RuleFollower> logger)
    : PollingService(TimeSpan.FromMilliseconds(500), time, logger)
{
    private IReadOnlyList<StoredRule> _known = [];

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredRule> stored = await store.ReadAsync(cancellationToken);
        if (!stored.SequenceEqual(_known))
        {
            rules.Replace(stored.ToDictionary(rule => rule.Name, RuleMapping.ToOptions));
            _known = stored;
        }
    }
}
