using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Manidala.Gateway;
using Manidala.Gateway.Hosting;
using Manidala.Gateway.Rates;
using Manidala.Grains;
using Manidala.Silo.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Manidala.Silo.Tests.Settings;

/// <summary>docs/configuration.md and the doctor's list of names are of what the programs read, and of all of it.</summary>
public sealed class ConfigurationReferenceTests
{
    private static readonly string File = Path.Combine(Root(), "docs", "configuration.md");

    [Fact]
    public void Reference_AsTheOptionsAreNow_IsInTheRepository()
    {
        string now = ConfigurationReference.Write();
        if (Environment.GetEnvironmentVariable("MANIDALA_RECORD_SETTINGS") == "1")
        {
            System.IO.File.WriteAllText(File, now);
        }

        Assert.True(now == System.IO.File.ReadAllText(File), "docs/configuration.md is not as the options are: MANIDALA_RECORD_SETTINGS=1 ./manidala test Silo writes it.");
    }

    [Fact]
    public void Sections_OfTheCatalogue_AreAllThatTheProgramsBind()
    {
        var services = new ServiceCollection();
        IConfiguration configuration = new ConfigurationBuilder().Build();
        services.AddManidalaGateway(configuration);
        services.AddManidalaGrainOptions(configuration);

        // Binding a section leaves this behind, and nothing else of ours does.
        Type[] bound = [.. services.Select(service => service.ServiceType).Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IOptionsChangeTokenSource<>))
            .Select(type => type.GenericTypeArguments[0]).Where(type => type.Namespace!.StartsWith("Manidala", StringComparison.Ordinal))];

        // The gateway's own process binds one more.
        Assert.Equal([.. bound.Append(typeof(ClusterClientOptions)).Select(type => type.FullName).Order(StringComparer.Ordinal)], SettingCatalog.Sections.Select(section => section.Options.FullName).Order(StringComparer.Ordinal));
    }

    public static TheoryData<string, Type> AllSections => new(SettingCatalog.Sections.Select(section => (section.Name, section.Options)));

    [Theory]
    [MemberData(nameof(AllSections))]
    public void Names_OfASection_ReachItsOptions(string section, Type type)
    {
        (string path, Func<object, object?> read, object expected) = Probe(type);
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [$"{section}:{path}"] = Convert.ToString(expected, CultureInfo.InvariantCulture) }).Build();
        Assert.Contains(SettingCatalog.Names, name => name.Path == $"{section}:{path}");

        var services = new ServiceCollection();
        services.AddManidalaGateway(configuration);
        services.AddManidalaGrainOptions(configuration);
        services.AddOptions<ClusterClientOptions>().Bind(configuration.GetSection(ClusterClientOptions.Section));
        using ServiceProvider provider = services.BuildServiceProvider();
        Type options = typeof(IOptions<>).MakeGenericType(type);

        Assert.Equal(expected, read(options.GetProperty("Value")!.GetValue(provider.GetRequiredService(options))!));
    }

    // Something that can be told from its default.
    private static (string Path, Func<object, object?> Read, object Expected) Probe(Type type)
    {
        if (type == typeof(RateOptions))
        {
            return ("Ingest:Requests", options => ((RateOptions)options).Ingest.Requests, 7);
        }

        PropertyInfo property = type.GetProperties().First(one => one.SetMethod is not null && (one.PropertyType == typeof(int) || one.PropertyType == typeof(TimeSpan) || one.PropertyType == typeof(bool) || one.PropertyType == typeof(double)));
        object expected = property.GetValue(Activator.CreateInstance(type)) switch
        {
            TimeSpan => TimeSpan.Parse((string)property.GetCustomAttribute<RangeAttribute>()!.Maximum, CultureInfo.InvariantCulture),
            bool flag => !flag,
            double => 7.5,
            _ => 7,
        };
        return (property.Name, property.GetValue, expected);
    }

    private static string Root()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "Manidala.Orleans.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("No folder above the tests holds Manidala.Orleans.sln.");
        }

        return folder.FullName;
    }
}
