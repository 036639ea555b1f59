using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Manidala.Client.Tests;

public sealed class ManidalaServicesTests
{
    [Fact]
    public async Task AddManidala_Client_KnowsAddressAndKeyAndTriesAgain()
    {
        var server = new FakeServer(FakeServer.Away, FakeServer.Answer(200, """{"categories":["blue"]}"""));
        await using ServiceProvider services = Services(server, options => (options.Address, options.Key) = (new Uri("http://manidala.test/under"), "k"));

        IReadOnlyList<string> categories = await services.GetRequiredService<ManidalaClient>().GetCategoriesAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["blue"], categories);
        Assert.Equal(["/under/v1/categories", "/under/v1/categories"], server.Requests.Select(request => request.Address));
        Assert.All(server.Requests, request => Assert.Equal("k", request.Headers["X-API-Key"]));
    }

    [Fact]
    public async Task AddManidala_Import_IsNotTriedAgain()
    {
        var server = new FakeServer(FakeServer.Away);
        await using ServiceProvider services = Services(server, options => options.Address = new Uri("http://manidala.test"));

        await Assert.ThrowsAsync<HttpRequestException>(() => services.GetRequiredService<ManidalaClient>().Items
            .ImportAsync(new[] { new CatalogueItem("a"), new CatalogueItem("b") { Title = "B" } }.ToAsyncEnumerable(), TestContext.Current.CancellationToken));

        Assert.Equal("{\"id\":\"a\",\"hidden\":false}\n{\"id\":\"b\",\"title\":\"B\",\"hidden\":false}\n", server.Requests.Single().Text);
    }

    [Fact]
    public async Task AddManidala_ContainerEnds_SendsWhatTheWriterHolds()
    {
        var server = new FakeServer();
        await using (ServiceProvider services = Services(server, options => (options.Address, options.BatchDelay) = (new Uri("http://manidala.test"), TimeSpan.FromHours(1))))
        {
            await services.GetRequiredService<InteractionWriter>().WriteAsync(new Interaction("u", "a", "view"), TestContext.Current.CancellationToken);
        }

        Assert.Equal(["a"], server.Requests.Single().Items);
    }

    [Theory]
    [InlineData("relative", 1, "Address")]
    [InlineData("ftp://manidala.test", 1, "Address")]
    [InlineData("http://manidala.test", 1001, "BatchSize")]
    public void AddManidala_BadOption_IsNamed(string address, int batchSize, string property)
    {
        using ServiceProvider services = Services(new FakeServer(), options =>
            (options.Address, options.BatchSize) = (new Uri(address, UriKind.RelativeOrAbsolute), batchSize));

        var error = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<ManidalaOptions>>().Value);

        Assert.Contains(property, error.Message);
    }

    [Fact]
    public void AddManidala_WithoutAddress_SaysSo()
    {
        using ServiceProvider services = Services(new FakeServer(), _ => { });

        Assert.Contains("Address", Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<ManidalaClient>()).Message);
    }

    private static ServiceProvider Services(FakeServer server, Action<ManidalaOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddManidala(configure).ConfigurePrimaryHttpMessageHandler(() => server);
        return services.BuildServiceProvider();
    }
}
