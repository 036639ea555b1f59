using Manidala.EndToEnd.Tests.Support;

namespace Manidala.EndToEnd.Tests.Web;

/// <summary>The server that the page is driven against: that of <c>MANIDALA_URL</c>, else one of its own on the sample.</summary>
public sealed class RunningManidala(SampleFolder sample) : IAsyncLifetime
{
    private const string AddressVariable = "MANIDALA_URL";

    private RunningSilo? _silo;
    private Uri? _address;

    public async ValueTask InitializeAsync()
    {
        string? address = Environment.GetEnvironmentVariable(AddressVariable);
        if (!string.IsNullOrEmpty(address))
        {
            _address = new Uri(address.TrimEnd('/') + "/");
            return;
        }

        _silo = await RunningSilo.StartAsync(await sample.CopyAsync());
        _address = _silo.Address;
    }

    /// <summary>Address of its page.</summary>
    public Task<Uri> AddressAsync() => Task.FromResult(_address!);

    public async ValueTask DisposeAsync()
    {
        if (_silo is not null)
        {
            await _silo.DisposeAsync();
        }
    }
}
