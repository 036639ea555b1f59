using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Telemetry;

/// <summary>What running costs, for dashboards and the budget alert; section <c>Cost</c>. In one currency, whichever.</summary>
public sealed class CostOptions
{
    /// <summary>Where these options live in the configuration.</summary>
    public const string Section = "Cost";

    /// <summary>Price of this process's share of its machine for an hour; 0 for unknown, and then costs are not told.</summary>
    [Range(0, 1_000_000d)]
    public double PricePerHour { get; set; }

    /// <summary>What all processes together may cost in 730 hours; 0 for no bound.</summary>
    [Range(0, 1_000_000_000d)]
    public double MonthlyBudget { get; set; }
}

[OptionsValidator]
internal sealed partial class CostOptionsValidator : IValidateOptions<CostOptions>;
