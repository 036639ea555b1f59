using System.Text;
using Manidala.Engine.Model;
using Manidala.Grains.Cluster;
using Manidala.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Manidala.Grains.Tests.Cluster;

public sealed class ExceptionNamesTests
{
    public static TheoryData<Exception> Ours { get; } =
    [
        new JournalOverloadedException(7),
        new JournalUnavailableException("nobody is there"),
        new DatabaseUnavailableException("a database", "nobody is there", new InvalidOperationException("inner")),
        new StorageFullException("a database", new InvalidOperationException("inner")),
        new CorruptDatabaseException("a file", "a page is torn"),
        new InvalidBundleException("a bundle"),
    ];

    [Theory]
    [MemberData(nameof(Ours), DisableDiscoveryEnumeration = true)]
    public void Serialize_OurException_NamesNoAssembly(Exception exception)
    {
        using ServiceProvider silo = Serializers(withNames: true);

        byte[] message = silo.GetRequiredService<Serializer>().SerializeToArray<object>(exception);

        string text = Encoding.UTF8.GetString(message);
        Assert.Contains(exception.GetType().FullName!, text, StringComparison.Ordinal);
        Assert.DoesNotContain("," + exception.GetType().Assembly.GetName().Name, text.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ours), DisableDiscoveryEnumeration = true)]
    public void Deserialize_WhereTheTypeIsUnknown_KeepsNameAndMessage(Exception exception)
    {
        using ServiceProvider silo = Serializers(withNames: true);
        using ServiceProvider gateway = Serializers(withNames: false);
        byte[] message = silo.GetRequiredService<Serializer>().SerializeToArray<object>(exception);

        // All types are known in this process: with another last letter it is as in one without the assembly.
        string name = exception.GetType().FullName!;
        string unheardOf = name[..^1] + "N";
        int at = message.AsSpan().IndexOf(Encoding.UTF8.GetBytes(name));
        Encoding.UTF8.GetBytes(unheardOf).CopyTo(message, at);
        var read = gateway.GetRequiredService<Serializer>().Deserialize<object>(message);

        var unknown = Assert.IsType<UnavailableExceptionFallbackException>(read);
        Assert.Equal(unheardOf, unknown.ExceptionType);
        Assert.Contains(exception.Message, unknown.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ours), DisableDiscoveryEnumeration = true)]
    public void Deserialize_OnAnotherSilo_GivesTheType(Exception exception)
    {
        using ServiceProvider silo = Serializers(withNames: true);
        Serializer serializer = silo.GetRequiredService<Serializer>();

        var read = serializer.Deserialize<object>(serializer.SerializeToArray<object>(exception));

        Assert.IsType(exception.GetType(), read);
        Assert.Equal(exception.Message, ((Exception)read).Message);
    }

    private static ServiceProvider Serializers(bool withNames)
    {
        var services = new ServiceCollection();
        services.AddSerializer();
        services.Configure<ExceptionSerializationOptions>(options => options.SupportedNamespacePrefixes.Add("Manidala"));
        if (withNames)
        {
            services.AddSingleton<ITypeConverter, ExceptionNames>();
        }

        return services.BuildServiceProvider();
    }
}
