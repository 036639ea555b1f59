using System.Globalization;
using Manidala.Gateway;
using Manidala.Gateway.Hosting;
using Manidala.Grains;
using Manidala.Silo.Hosting;
using Manidala.Silo.Settings;
using Manidala.Storage;
using Microsoft.Extensions.Options;

namespace Manidala.Silo.Doctor;

/// <summary>Whether a start would take the configuration, and whether something in it is read by nobody.</summary>
internal static class ConfigurationCheck
{
    private const string Area = "configuration";

    public static IReadOnlyList<Finding> Run(IConfiguration configuration)
    {
        Finding[] findings = [.. Unknown(configuration), .. Refused(configuration)];
        return findings.Length > 0 ? findings : [Finding.Ok(Area, string.Create(CultureInfo.InvariantCulture, $"{Keys(configuration).Count(IsKnown)} settings are set, and each is one that may be"))];
    }

    private static IEnumerable<Finding> Unknown(IConfiguration configuration) => UnknownSettings.Find(Keys(configuration)).Select(unknown => Finding.Warning(
        Area,
        $"{new SettingName(unknown.Key, HasEntries: false).Variable} is read by nothing",
        unknown.Nearest is { } nearest ? $"The nearest name is {nearest.Variable} ({nearest.Path} in a file)." : "docs/configuration.md has all names."));

    // Each would end the start; all of them are said at once here.
    private static IEnumerable<Finding> Refused(IConfiguration configuration)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(configuration);
        services.AddManidalaGateway(configuration);
        services.AddManidalaGrainOptions(configuration);
        using ServiceProvider provider = services.BuildServiceProvider();
        Action[] steps =
        [
            () => SiloSettings.Read(configuration),
            () => DatabaseOptions.FromEnvironment("data", name => configuration[name]),
            () => LoggingSetup.CreateFactory(configuration).Dispose(),
            () => ClusterTls.Read(configuration),
            () => provider.GetRequiredService<IStartupValidator>().Validate(),
            () => CheckGateway(configuration, provider),
        ];
        return [.. steps.Select(Refusal).OfType<string>().Distinct().Select(message => Finding.Error(Area, message, "docs/configuration.md says what each setting may be; a start ends with these words."))];
    }

    // A silo behind gateways answers health and metrics, and takes no keys.
    private static void CheckGateway(IConfiguration configuration, IServiceProvider services)
    {
        if ((configuration["Role"] ?? SiloSettings.AllRole) == SiloSettings.AllRole)
        {
            GatewayHosting.CheckManidalaGateway(services);
        }
    }

    private static string? Refusal(Action step)
    {
        try
        {
            step();
            return null;
        }
        catch (Exception failure) when (SiloProcess.MessageFor(failure) is { } message)
        {
            return message;
        }
    }

    private static IEnumerable<string> Keys(IConfiguration configuration) => configuration.AsEnumerable().Where(pair => pair.Value is not null).Select(pair => pair.Key);

    private static bool IsKnown(string key) => SettingCatalog.Names.Any(name => name.Has(key));
}
