namespace Manidala.Bench.Plan;

/// <summary>The machines of a role.</summary>
/// <param name="CoresUsed">At the peak, of all its machines together.</param>
/// <param name="MemoryGiBUsed">At the peak, of each machine.</param>
/// <param name="Utilisation">Share of the cores, or of the GPUs where that is more, that is busy at the peak.</param>
/// <param name="UtilisationWithOneLost">The same while one machine is gone; above 1 the rest cannot carry the peak. Null where there is one.</param>
internal sealed record RoleSize(
    Role Role, InstanceType Type, int Count, double CoresUsed, double MemoryGiBUsed, double Utilisation, double? UtilisationWithOneLost, SizedBy SizedBy)
{
    public double MonthlyOnDemand(double hours) => Count * Type.PricePerHour * hours;

    /// <summary>A database on a machine that may be taken back would lose what was acknowledged.</summary>
    public bool MayBeSpot => Role is Role.Gateway or Role.Silo or Role.ModelSilo && Type.SpotDiscount is not null;

    public double MonthlyWithSpot(double hours) => MonthlyOnDemand(hours) * (MayBeSpot ? 1 - Type.SpotDiscount!.Value : 1);
}
