using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace Manidala.Engine.Feeds;

/// <summary>All rules, configured and stored, and which of them hold now. Replaced whole by one follower, read by anyone.</summary>
public sealed class RuleBook(IOptions<FeedOptions> options, TimeProvider time)
{
    private volatile RuleSet _current = new(options.Value.Rules, time);

    /// <summary>Takes the place of the stored rules so far; one of a configured rule's name stands for that.</summary>
    public void Replace(IReadOnlyDictionary<string, RuleOptions> stored)
    {
        var rules = new Dictionary<string, RuleOptions>(options.Value.Rules, StringComparer.Ordinal);
        foreach ((string name, RuleOptions rule) in stored)
        {
            rules[name] = rule;
        }

        _current = new RuleSet(rules, time);
    }

    /// <summary>The rules that hold on the surface now; the same object until one begins, ends or changes.</summary>
    internal ActiveRules Active(string surface) => _current.Active(surface);

    private sealed class RuleSet(IEnumerable<KeyValuePair<string, RuleOptions>> rules, TimeProvider time)
    {
        private readonly ImmutableArray<FeedRule> _rules =
            [.. rules.OrderBy(rule => rule.Key, StringComparer.Ordinal).Select(rule => new FeedRule(rule.Key, rule.Value))];

        private readonly ConcurrentDictionary<string, Span> _spans = new(StringComparer.Ordinal);

        public ActiveRules Active(string surface)
        {
            if (_rules.IsEmpty)
            {
                return ActiveRules.None;
            }

            DateTimeOffset now = time.GetUtcNow();
            if (!_spans.TryGetValue(surface, out Span? span) || now < span.From || now >= span.Until)
            {
                _spans[surface] = span = Make(surface, now);
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
    }

    private sealed record Span(ActiveRules Rules, DateTimeOffset From, DateTimeOffset Until);
}
