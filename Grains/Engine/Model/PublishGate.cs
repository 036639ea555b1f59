using System.Globalization;

namespace Manidala.Engine.Model;

/// <summary>
/// Whether a model may take the active one's place: not where its validation metric is worse by more than the margin, and not where it has none to
/// compare while the active one has. Figures measured on other data say nothing of each other and stop nothing.
/// </summary>
public static class PublishGate
{
    /// <summary>How much worse, as a share of the active model's figure, still passes.</summary>
    public const double DefaultMargin = 0.02;

    public static GateVerdict NoActive { get; } = GateVerdict.Passed("there was no active model to compare with");

    /// <param name="active">The active model's manifest; null where there is none, which lets everything pass.</param>
    public static GateVerdict Check(BundleManifest candidate, BundleManifest? active, double margin)
    {
        if (active is null)
        {
            return NoActive;
        }

        return candidate.Version == active.Version
            ? GateVerdict.Passed("it is the active model already")
            : Compare(candidate.Version, ValidationMetrics.Of(candidate.Metrics), active.Version, ValidationMetrics.Of(active.Metrics), margin);
    }

    public static GateVerdict Compare(
        string candidateVersion, ValidationMetrics? candidate, string activeVersion, ValidationMetrics? active, double margin)
    {
        if (active is null)
        {
            return GateVerdict.Passed($"the active model {activeVersion} has no {ValidationMetrics.NdcgKey} to compare with");
        }

        double least = active.Ndcg * (1 - margin);
        string allowed = Text(
            $"at least {least:0.0000}, which is {active.Ndcg:0.0000} of the active model {activeVersion} less the margin of {margin * 100:0.##} %, or force");
        if (candidate is null)
        {
            return GateVerdict.Refused($"missing in {candidateVersion}", allowed);
        }

        if (!candidate.IsComparableTo(active))
        {
            return GateVerdict.Passed(Text(
                $"not compared with the active model {activeVersion}: {candidate.Ndcg:0.0000} was measured on {Scale(candidate)}, {active.Ndcg:0.0000} on {Scale(active)}"));
        }

        return candidate.Ndcg < least
            ? GateVerdict.Refused(Text($"{candidate.Ndcg:0.0000} of {candidateVersion}"), allowed)
            : GateVerdict.Passed(Text($"{ValidationMetrics.NdcgKey} {candidate.Ndcg:0.0000}, the active model {activeVersion} has {active.Ndcg:0.0000}"));
    }

    private static string Scale(ValidationMetrics metrics) =>
        Text($"{metrics.Users:N0} users, {metrics.Items:N0} items and {metrics.Interactions:N0} interactions (protocol {metrics.Protocol:0})");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
