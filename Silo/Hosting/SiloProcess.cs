using System.Diagnostics.Metrics;
using System.Net.Sockets;
using Manidala.Gateway;
using Manidala.Gateway.Health;
using Manidala.Gateway.Hosting;
using Manidala.Grains;
using Manidala.Silo.Doctor;
using Manidala.Silo.Telemetry;
using Manidala.Storage;
using Microsoft.AspNetCore.Connections;
using OpenTelemetry.Metrics;

namespace Manidala.Silo.Hosting;

/// <summary>The process: settings, database, host, and one clear line where it cannot start.</summary>
internal static class SiloProcess
{
    private static readonly Dictionary<string, string> Switches = new()
    {
        ["--data"] = "Data",
        ["--port"] = "PORT",
        ["--host"] = "HOST",
        ["--role"] = "Role",
    };

    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            if (args is [DoctorCommand.Name, ..])
            {
                return await DoctorCommand.Create().Parse(args).InvokeAsync();
            }

            if (args is [HealthCommand.Name])
            {
                return await HealthCommand.RunAsync(ManidalaHost.CreateBuilder([]).Configuration, Console.Error);
            }

            await RunHostAsync(args);
            return 0;
        }
        catch (Exception failure) when (MessageFor(failure) is { } message)
        {
            await Console.Error.WriteLineAsync($"manidala: {message}");
            return 1;
        }
    }

    private static async Task RunHostAsync(string[] args)
    {
        WebApplicationBuilder builder = ManidalaHost.CreateBuilder([]);
        builder.Configuration.AddCommandLine(args, Switches);
        LoggingSetup.Configure(builder);
        SiloSettings settings = SiloSettings.Read(builder.Configuration);
        DatabaseOptions databaseOptions = DatabaseOptions.FromEnvironment(settings.DataDirectory, name => builder.Configuration[name]);
        using DataFolderLock? folderLock =
            databaseOptions.PostgresConnectionString is null ? DataFolderLock.Take(settings.DataDirectory) : null;
        using var pidFile = new PidFile(settings.DataDirectory);
        using ILoggerFactory startupLogs = LoggingSetup.CreateFactory(builder.Configuration);
        await using ManidalaDatabase database =
            await ManidalaDatabase.OpenAsync(databaseOptions, startupLogs, TimeProvider.System, CancellationToken.None);

        await using WebApplication app = Build(builder, settings, database);
        await RunAsync(app, settings);
    }

    private static async Task RunAsync(WebApplication app, SiloSettings settings)
    {
        // Taken now: the container is gone when the run ends.
        CancellationToken stopping = app.Lifetime.ApplicationStopping;
        try
        {
            await app.RunAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Asked to end before it was ready: Orleans then says that its start was cancelled.
        }
        catch (Exception taken) when (taken is AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
        {
            // What Orleans says of its own ports names none.
            throw new StartupException(
                $"SILO_PORT {settings.SiloPort} or SILO_GATEWAY_PORT {settings.GatewayPort} is taken; choose others, or end the process that has them.", taken);
        }
    }

    internal static WebApplication Build(WebApplicationBuilder builder, SiloSettings settings, ManidalaDatabase database)
    {
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Models:Folder"] = builder.Configuration["Models:Folder"] ?? Path.Combine(settings.DataDirectory, "models"),
            ["Models:FixedBundle"] = builder.Configuration["Models:FixedBundle"] ?? builder.Configuration["MODEL_PATH"] ?? string.Empty,
        });
        if (settings.Role == SiloSettings.ModelRole)
        {
            builder.Configuration["Models:Hosting"] = "ModelsOnly";
            builder.Services.AddSingleton<IHealthSource, OwnHealth>();
        }

        builder.UseOrleans(silo => ClusterSetup.Configure(silo, settings, database));
        builder.Services.AddManidalaGrains(database, builder.Configuration);
        builder.Services.AddManidalaGateway(builder.Configuration);
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddInstrumentation(
            provider => new SiloMetrics(provider.GetRequiredService<IMeterFactory>(), settings.DataDirectory)));
        builder.Services.AddHostedService<ReadyAnnouncement>();
        WebApplication app = builder.Build();
        if (settings.ServesHttp)
        {
            app.MapManidalaGateway();
        }
        else
        {
            app.MapManidalaHealth();
        }

        return app;
    }

    /// <summary>The words on a failure that a person can act on; null for one whose trace is wanted.</summary>
    internal static string? MessageFor(Exception failure) => failure switch
    {
        StartupException or NewerSchemaException or CorruptDatabaseException or DatabaseUnavailableException or StorageFullException
            or InvalidDatabaseSettingException or Microsoft.Extensions.Options.OptionsValidationException => failure.Message,
        IOException { InnerException: AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } } =>
            $"the port is taken: {failure.Message} Choose another with --port.",
        IOException => failure.Message,
        _ => StartupFailures.MessageFor(failure),
    };
}
