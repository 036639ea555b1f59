using Manidala.EndToEnd.Tests.Support;

namespace Manidala.EndToEnd.Tests.Gorse;

/// <summary>A server on the sample with one key that may do all, as a Gorse has, and gorsejs before it: for all tests of a class, which keep apart by their ids.</summary>
public sealed class GorseServer(SampleFolder sample) : IAsyncLifetime
{
    public const string Key = "the-key-of-a-gorse";

    private readonly GorsePackages _packages = new();
    private RunningSilo? _silo;
    private GorseJs? _client;

    internal Api Api => _silo!.Api;

    internal GorseJs Client => _client!;

    public async ValueTask InitializeAsync()
    {
        await _packages.InitializeAsync();
        _silo = await RunningSilo.StartAsync(await sample.CopyAsync(), new Dictionary<string, string> { ["API_KEY"] = Key });
        _silo.Api.Http.DefaultRequestHeaders.Add("X-API-Key", Key);
        _client = GorseJs.Start(_packages.Folder, _silo.Address, Key);
    }

    internal GorseJs OtherClient(string key) => GorseJs.Start(_packages.Folder, _silo!.Address, key);

    public async ValueTask DisposeAsync()
    {
        // The server first: it would outlive a client that ended badly.
        if (_silo is not null)
        {
            await _silo.DisposeAsync();
        }

        if (_client is not null)
        {
            await _client.DisposeAsync();
        }
    }
}
