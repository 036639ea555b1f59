using Manidala.Bench.Load;

namespace Manidala.Bench.Drills;

/// <summary>How large a drill is. What is null takes the drill's own default.</summary>
/// <param name="Rate">Operations a second; null for the drill's own.</param>
/// <param name="Duration">Of the load, without its warm-up; null for the drill's own.</param>
/// <param name="WarmUp">Checked like the rest, and not counted in times: a server that has just started compiles.</param>
/// <param name="Every">Between two blows, where a drill deals several; null for the drill's own.</param>
/// <param name="Rounds">How often a drill does what it does one after the other; null for the drill's own.</param>
/// <param name="Items">Of the catalogue.</param>
/// <param name="Users">Who act, by a Zipf law.</param>
/// <param name="From">A folder with the programs of an older build; null for none.</param>
/// <param name="FromCommit">What to build them of instead; null for nothing.</param>
internal sealed record DrillSettings(
    int Silos, int Gateways, double? Rate, TimeSpan? Duration, TimeSpan WarmUp, TimeSpan? Every, int? Rounds, int Items, int Users, LoadMix Mix, int Seed, string? From = null, string? FromCommit = null);
