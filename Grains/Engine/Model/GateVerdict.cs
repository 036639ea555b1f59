namespace Manidala.Engine.Model;

/// <summary>What the gate says of a candidate.</summary>
/// <param name="Note">Why it passed; where it was refused, the whole reason in one sentence.</param>
/// <param name="Found">What was found in the metric; empty where it passed.</param>
/// <param name="Allowed">What would have passed; empty where it passed.</param>
public sealed record GateVerdict(bool IsRefused, string Note, string Found, string Allowed)
{
    internal static GateVerdict Passed(string note) => new(false, note, "", "");

    internal static GateVerdict Refused(string found, string allowed) =>
        new(true, $"{ValidationMetrics.NdcgKey} is {found}; allowed: {allowed}.", found, allowed);
}
