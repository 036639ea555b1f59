using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace Manidala.Engine.Feeds;

/// <summary>All rules, and which of them hold now. Thread-safe.</summary>
public sealed class RuleBook(IOptions<FeedOptions> options, TimeProvider time)
{
    private readonly ImmutableArray<FeedRule> _rules =
        [.. options.Value.Rules.OrderBy(rule => rule.Key, StringComparer.Ordinal).Select(rule => new FeedRule(rule.Key, rule.Value))];

    private readonly ConcurrentDictionary<string, Span> _current = new(StringComparer.Ordinal);

    /// <summary>The rules that hold on the surface now; the same object until one begins or ends.</summary>
    internal ActiveRules Active(string surface)
    {
        if (_rules.IsEmpty)
        {
            return ActiveRules.None;
        }

        DateTimeOffset now = time.GetUtcNow();
        if (!_current.TryGetValue(surface, out Span? span) || now < span.From || now >= span.Until)
        {
            _current[surface] = span = Make(surface, now);
        }

        return span.Rules;
    }

    private Span Make(string surface, DateTimeOffset now)
    {
        FeedRule[] here = [.. _rules.Where(rule => rule.HoldsOn(surface))];
        DateTimeOffset[] changes = [.. here.SelectMany(rule => (DateTimeOffset[])[rule.From, rule.Until])];
        return new Span(
            new ActiveRules([.. here.Where(rule => rule.HoldsAt(now))]),
            changes.Where(change => change <= now).Append(DateTimeOffset.MinValue).Max(),
            changes.Where(change => change > now).Append(DateTimeOffset.MaxValue).Min());
    }

    private sealed record Span(ActiveRules Rules, DateTimeOffset From, DateTimeOffset Until);
}
