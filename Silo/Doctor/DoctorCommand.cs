using System.CommandLine;
using System.Text.Json;
using Manidala.Gateway.Hosting;

namespace Manidala.Silo.Doctor;

/// <summary><c>doctor</c>: what is wrong with this machine, its configuration and the database, and what to do about it.</summary>
internal static class DoctorCommand
{
    public const string Name = "doctor";

    /// <param name="settings">Beside those of the environment and of files.</param>
    public static RootCommand Create(IReadOnlyDictionary<string, string?>? settings = null)
    {
        Option<string?> data = Text("--data", "The data folder.", "DIR"), port = Text("--port", "Where HTTP is to listen.", "P"),
            host = Text("--host", "On which address.", "ADDRESS"), role = Text("--role", "all, silo or model.", "ROLE");
        var quick = new Option<bool>("--quick") { Description = "Leaves the database's rows and the model's files unread." };
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var command = new Command(Name, "Looks at runtime, configuration, ports, disk, memory, GPU, database, cluster and model as a server would find them. Ends with 1 where something keeps one from serving right.")
        {
            data, port, host, role, quick, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            WebApplicationBuilder builder = ManidalaHost.CreateBuilder([]);
            builder.Configuration.AddInMemoryCollection(settings).AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Data"] = parsed.GetValue(data),
                ["PORT"] = parsed.GetValue(port),
                ["HOST"] = parsed.GetValue(host),
                ["Role"] = parsed.GetValue(role),
            }.Where(pair => pair.Value is not null));
            DoctorReport report = await new Examination(builder.Configuration, TimeProvider.System, parsed.GetValue(quick)).RunAsync(cancellationToken);
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                await output.WriteLineAsync(JsonSerializer.Serialize(report, DoctorJson.Default.DoctorReport));
            }
            else
            {
                report.Write(output);
            }

            return report.IsWell ? 0 : 1;
        });
        return new RootCommand("Manidala's server.") { command };
    }

    private static Option<string?> Text(string name, string description, string value) => new(name) { Description = description, HelpName = value };
}
