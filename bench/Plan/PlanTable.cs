using System.Globalization;

namespace Manidala.Bench.Plan;

/// <summary>A report for people.</summary>
internal static class PlanTable
{
    private const string Mark = "*";

    public static void Write(PlanReport report, TextWriter to)
    {
        Workload workload = report.Workload;
        to.WriteLine(Text(
            $"At the peak: {workload.FeedsPerSecond:N1} feeds/s, {workload.InteractionsPerSecond:N1} interactions/s, {report.ActiveUsers:N0} users active; {workload.Items:N0} items"));
        foreach (ListPlan list in report.Lists)
        {
            Write(list, to);
        }

        WriteAssumptions(report, to);
    }

    private static void Write(ListPlan list, TextWriter to)
    {
        PriceList prices = list.Prices;
        to.WriteLine();
        to.WriteLine($"{prices.Name}, {prices.Currency} a month");
        to.WriteLine($"prices of {prices.Date}: {prices.Source}");
        if (list.Deployments is [var first, ..])
        {
            double inside = list.Deployments.Max(deployment => deployment.SiloToGatewayMbitPerSecond);
            to.WriteLine(Text($"data {first.DataGiB:N1} GiB after the retention, {first.GrowthGiBPerDay:N2} GiB more a day"));
            to.WriteLine(Text($"network at the peak {first.EgressMbitPerSecond:N1} Mbit/s to clients, {inside:N1} Mbit/s from silos to gateways"));
            to.WriteLine($"{"",4}{"layout",-18}{"on demand",11}{"with spot",11}{"1,000 feeds",13}{"p99 ms",9}{"machines",10}{"cores",7}{"GiB",7}");
        }

        foreach ((int place, Deployment deployment) in list.Deployments.Index())
        {
            Write(place + 1, deployment, to);
        }

        foreach (NotTaken layout in list.NotTaken)
        {
            to.WriteLine($"  - {layout.Layout.ToText()}: {layout.Reason}");
        }

        foreach (string target in list.Deployments.Select(deployment => deployment.Target).OfType<string>().Distinct())
        {
            to.WriteLine($"  {Mark} rests on a target that is not yet measured: {target}");
        }
    }

    private static void Write(int place, Deployment deployment, TextWriter to)
    {
        MonthlyCost cost = deployment.MonthlyCost;
        string withSpot = cost.TotalWithSpot is { } spot ? Text($"{spot:N0}") : "-";
        string layout = deployment.Layout.ToText() + (deployment.Target is null ? "" : Mark);
        to.WriteLine(Text(
            $"{place,3} {layout,-18}{cost.Total,11:N0}{withSpot,11}{cost.PerThousandFeeds,13:0.00000}{deployment.P99Ms,9:N1}{deployment.Machines,10}{deployment.Cores,7}{deployment.MemoryGiB,7:N0}"));
        foreach (RoleSize role in deployment.Roles)
        {
            string name = role.Role.ToText() + (role.Count == 1 ? "" : "s");
            string lost = role.UtilisationWithOneLost is { } busy ? Text($", {busy:P0} with one lost") : "";
            string used = Text($"{role.CoresUsed,7:0.00} of {role.Count * role.Type.Cores} cores, {role.MemoryGiBUsed:0.0} of {role.Type.MemoryGiB:0.#} GiB each");
            to.WriteLine(Text($"      {role.Count,3} {name,-12}{role.Type.Name,-16}{used}, {role.Utilisation:P0} busy{lost}; sized by {role.SizedBy.ToText()}"));
        }

        to.WriteLine(Text($"      machines {cost.Machines:N0}, disks {cost.Storage:N0}, traffic {cost.Egress:N0}"));
        to.WriteLine($"      p99: {deployment.P99Why}");
    }

    private static void WriteAssumptions(PlanReport report, TextWriter to)
    {
        to.WriteLine();
        to.WriteLine($"What this rests on (costs: {report.Costs})");
        foreach (string assumption in report.AssumptionsOfTheModel)
        {
            to.WriteLine($"  - {assumption}");
        }

        foreach (Assumption assumption in report.Assumptions)
        {
            CostOrigin origin = assumption.Origin;
            string machine = origin.Machine is null ? "" : $", {origin.Machine}";
            to.WriteLine($"  - {assumption.Name} {assumption.Text}: {assumption.Meaning} [{origin.Basis.ToText()} {origin.Date}{machine}: {origin.Source}]");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
