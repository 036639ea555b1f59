using System.Globalization;
using Manidala.Engine.Devices;
using Manidala.Engine.Model;
using Manidala.Silo.Hosting;
using Manidala.Storage;

namespace Manidala.Silo.Doctor;

/// <summary>Looks at all that a start needs, in the order in which it needs it. Changes nothing, and may run beside a server.</summary>
/// <param name="isQuick">Whether the database's rows and the model's files are left unread.</param>
internal sealed class Examination(IConfiguration configuration, TimeProvider time, bool isQuick)
{
    private const int DefaultPort = 8080;

    public async Task<DoctorReport> RunAsync(CancellationToken cancellationToken)
    {
        List<Finding> findings =
        [
            RuntimeCheck.Judge(Environment.Version, await RuntimeCheck.ListSdksAsync(cancellationToken)),
            RoomCheck.JudgeMemory(RoomCheck.AvailableMemory()),
            .. ConfigurationCheck.Run(configuration),
        ];
        SiloSettings settings;
        DatabaseOptions database;
        try
        {
            settings = SiloSettings.Read(configuration);
            database = DatabaseOptions.FromEnvironment(settings.DataDirectory, name => configuration[name]);
        }
        catch (Exception refused) when (refused is StartupException or InvalidDatabaseSettingException)
        {
            // The configuration's findings say so; where to look further is not known.
            return new(findings);
        }

        findings.Add(RoomCheck.JudgeDisk(settings.DataDirectory, RoomCheck.FreeAt(settings.DataDirectory)));
        findings.AddRange(PortCheck.Run(Ports(settings), PidFile.Read(settings.DataDirectory)));
        findings.AddRange(Device());
        findings.AddRange(await DatabaseAsync(database, settings, cancellationToken));
        return new(findings);
    }

    private List<(string Setting, int Port)> Ports(SiloSettings settings)
    {
        List<(string, int)> ports = [("PORT", int.TryParse(configuration["PORT"], NumberStyles.None, CultureInfo.InvariantCulture, out int port) ? port : DefaultPort)];

        // One process alone takes any free ones.
        if (settings.GatewayPort != 0)
        {
            ports.AddRange([("SILO_PORT", settings.SiloPort), ("SILO_GATEWAY_PORT", settings.GatewayPort)]);
        }

        return ports;
    }

    private IEnumerable<Finding> Device()
    {
        EncoderOptions encoder = configuration.GetSection("Encoder").Get<EncoderOptions>() ?? new();
        return DeviceCheck.Judge(encoder, CudaCheck.Run(encoder.Provider == EncoderOptions.Path ? encoder.ProviderLibrary : null));
    }

    private async Task<IReadOnlyList<Finding>> DatabaseAsync(DatabaseOptions options, SiloSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            DatabaseFacts facts = await DatabaseExamination.LookAsync(options, time, cancellationToken);
            List<Finding> findings = [.. DatabaseCheck.Judge(facts, time.GetUtcNow()), ClockCheck.Judge(facts), .. MembershipCheck.Judge(facts, settings.ClusterId)];
            bool canBeRead = facts.Schema > 0 && facts.IsReadable && facts.MissingRights.Count == 0 && !isQuick;
            findings.AddRange(await BundleAsync(options, canBeRead, cancellationToken));
            if (canBeRead)
            {
                findings.AddRange(DatabaseCheck.Judge(await DatabaseExamination.ReadAllAsync(options, cancellationToken)));
            }

            return findings;
        }
        catch (Exception failure) when (failure is DatabaseUnavailableException or CorruptDatabaseException or InvalidDataException)
        {
            return [Finding.Error("database", failure.Message, "Start it, or correct DATABASE_URL, PGHOST and its like, or --data; then look at its own log.")];
        }
    }

    private async Task<IEnumerable<Finding>> BundleAsync(DatabaseOptions options, bool canBeRead, CancellationToken cancellationToken)
    {
        if ((configuration["Models:FixedBundle"] ?? configuration["MODEL_PATH"]) is { Length: > 0 } folder)
        {
            return [BundleCheck.OfFolder(folder)];
        }

        return canBeRead ? BundleCheck.Judge(await DatabaseExamination.ReadActiveModelAsync(options, cancellationToken)) : [];
    }
}
