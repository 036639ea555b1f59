using Manidala.Gateway.Keys;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Rates;

/// <summary>The rate limit of each role. Thread-safe.</summary>
internal sealed class KeyRates(IOptions<RateOptions> options) : IDisposable
{
    private readonly KeyRate? _ingest = Create(options.Value.Ingest, Roles.Ingest);
    private readonly KeyRate? _read = Create(options.Value.Read, Roles.Read);
    private readonly KeyRate? _admin = Create(options.Value.Admin, Roles.Admin);

    /// <summary>What limits the operations of a role; null where nothing does.</summary>
    public KeyRate? Of(Roles role) => role switch
    {
        Roles.Ingest => _ingest,
        Roles.Read => _read,
        Roles.Admin => _admin,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "An operation takes one role."),
    };

    public void Dispose()
    {
        _ingest?.Dispose();
        _read?.Dispose();
        _admin?.Dispose();
    }

    private static KeyRate? Create(Rate rate, Roles role) => rate.Requests > 0 ? new(rate, role) : null;
}
