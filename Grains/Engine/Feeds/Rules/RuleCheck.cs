using System.Globalization;
using Manidala.Engine.Catalog;

namespace Manidala.Engine.Feeds;

/// <summary>Refuses rules that say what cannot be.</summary>
public static class RuleCheck
{
    /// <summary>Most entries of one of a rule's lists.</summary>
    public const int MaxEntries = 1000;

    /// <summary>Last place of a pin.</summary>
    public const int MaxPosition = 500;

    private static readonly string Kinds = string.Join(", ", Enum.GetNames<RuleKind>().Select(kind => kind.ToLowerInvariant()));

    /// <param name="surfaces">That there are.</param>
    public static void Check(SettingCheck check, RuleOptions rule, IReadOnlyCollection<string> surfaces)
    {
        if (!Enum.GetNames<RuleKind>().Contains(rule.Kind, StringComparer.OrdinalIgnoreCase))
        {
            check.That(isAllowed: false, "Kind", $"'{rule.Kind}'", Kinds);
            return;
        }

        RuleKind kind = Enum.Parse<RuleKind>(rule.Kind, ignoreCase: true);
        CheckLists(check, rule, surfaces);
        CheckPosition(check, rule, kind);
        CheckFactor(check, rule, kind);
        check.That(
            rule.From is null || rule.Until is null || rule.From < rule.Until, "Until", $"{rule.Until:O}", $"a time after From, which is {rule.From:O}");
    }

    private static void CheckLists(SettingCheck check, RuleOptions rule, IReadOnlyCollection<string> surfaces)
    {
        foreach ((string field, IList<string> list) in (IEnumerable<(string, IList<string>)>)
            [("Items", rule.Items), ("Categories", rule.Categories), ("Labels", rule.Labels)])
        {
            check.That(list.Count <= MaxEntries, field, $"{list.Count} entries", $"at most {MaxEntries}");
        }

        check.That(
            rule.Items.Count + rule.Categories.Count + rule.Labels.Count > 0, "Items", "empty, and so are Categories and Labels", "an entry in one of them");
        foreach (string label in rule.Labels)
        {
            check.That(Label.TryParse(label, out _), "Labels", $"'{label}'", Label.Allowed);
        }

        foreach (string surface in rule.Surfaces)
        {
            check.That(surfaces.Contains(surface), "Surfaces", $"'{surface}'", surfaces.Count == 0 ? "none, as no surface is configured" : string.Join(", ", surfaces));
        }
    }

    private static void CheckPosition(SettingCheck check, RuleOptions rule, RuleKind kind)
    {
        if (kind == RuleKind.Pin)
        {
            check.Number("Position", rule.Position ?? 0, 1, MaxPosition);
            check.That(
                rule.Items.Count == 1 && rule.Categories.Count == 0 && rule.Labels.Count == 0, "Items", $"{rule.Items.Count} ids",
                "one id of a pin, and no category or label");
        }
        else
        {
            check.That(rule.Position is null, "Position", $"{rule.Position}", "none but of a pin");
        }
    }

    private static void CheckFactor(SettingCheck check, RuleOptions rule, RuleKind kind)
    {
        if (rule.Factor is not { } factor)
        {
            return;
        }

        string found = factor.ToString(CultureInfo.InvariantCulture);
        switch (kind)
        {
            case RuleKind.Boost:
                check.That(factor is > 1 and <= 1000, "Factor", found, "above 1 and up to 1000, of a boost");
                break;
            case RuleKind.Bury:
                check.That(factor is >= 0 and < 1, "Factor", found, "0 to below 1, of bury");
                break;
            default:
                check.That(isAllowed: false, "Factor", found, "none but of boost and bury");
                break;
        }
    }
}
