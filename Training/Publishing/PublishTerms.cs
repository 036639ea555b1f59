using System.Globalization;
using Manidala.Engine.Model;

namespace Manidala.Training.Publishing;

/// <summary>What is to become of a bundle where it is sent.</summary>
/// <param name="Activates">Whether it takes the active model's place; only then the gate is asked.</param>
/// <param name="Force">Whether it does so whatever the gate says.</param>
/// <param name="Margin">How much worse its validation metric may be, as a share of the active model's.</param>
internal sealed record PublishTerms(bool Activates = true, bool Force = false, double Margin = PublishGate.DefaultMargin)
{
    public string ToQuery() => string.Create(
        CultureInfo.InvariantCulture, $"?activate={Flag(Activates)}&force={Flag(Force)}&margin={Margin.ToString("0.##########", CultureInfo.InvariantCulture)}");

    private static string Flag(bool flag) => flag ? "true" : "false";
}
