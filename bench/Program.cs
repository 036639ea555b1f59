using System.CommandLine;
using System.Text.Json;
using Manidala.Bench;
using Manidala.Bench.Dashboards;
using Manidala.Bench.Doctor;
using Manidala.Bench.Drills;
using Manidala.Bench.Load;
using Manidala.Bench.Plan;
using Manidala.Bench.Quality;
using Manidala.Bench.Serving;
using Manidala.Bench.World;

var url = new Option<Uri>("--url")
{
    Description = "Address of a running server.",
    Required = true,
    CustomParser = result => new Uri(result.Tokens[0].Value),
};
var users = new Option<int>("--users") { Description = "Users that act.", DefaultValueFactory = _ => 1000 };
var rounds = new Option<int>("--rounds") { Description = "Clicks of each user.", DefaultValueFactory = _ => 5 };
var connections = new Option<int>("--connections") { Description = "Users that act at the same time.", DefaultValueFactory = _ => 8 };
var click = new Command("click", "Measures click to feed: an interaction until it is acknowledged, then the feed that reflects it; checks every feed.")
{
    url, users, rounds, connections,
};
click.SetAction(async (parsed, cancellationToken) =>
{
    using var driver = new ClickDriver(parsed.GetRequiredValue(url), parsed.GetRequiredValue(rounds));
    ClickReport report = await driver.RunAsync(parsed.GetRequiredValue(users), parsed.GetRequiredValue(connections), cancellationToken);
    Console.WriteLine(JsonSerializer.Serialize(report, BenchJson.Default.ClickReport));
    return report.StaleFeeds == 0 ? 0 : 1;
});
return await new RootCommand("Measures Manidala, plans a cluster of it, and measures what its trainer makes of a file.")
{
    click, LoadCommand.Build(), PlanCommand.Build(), QualityCommand.Build(), WorldCommand.Build(), BenchCommand.Build(), DrillCommand.Build(), DoctorCommand.Build(), DashboardsCommand.Build(),
}.Parse(args).InvokeAsync();
