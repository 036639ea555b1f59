using Manidala.Gateway.Hosting;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Keys;

/// <summary>Who may call. Nobody, until it is opened. Thread-safe.</summary>
internal sealed partial class ApiKeys(KeySources sources, IOptions<KeyOptions> options, IConfiguration configuration, ILogger<ApiKeys> logger)
{
    public const string Header = "X-API-Key";

    private const string Ways =
        "a key by API_KEY, Keys:Entries, Keys:Files or Keys:Folder (`./manidala key new` makes one)";

    private readonly Lock _reading = new();
    private volatile KeyRing _ring = new([]);
    private volatile bool _asksForNone;
    private string? _lastFailure;

    /// <summary>Reads the keys. Without any, everyone may call a server that is told so and that only its own machine reaches; any other does not start.</summary>
    public void Open()
    {
        if (!sources.AreConfigured)
        {
            RequireClosedListener();
            _asksForNone = true;
            return;
        }

        _ring = sources.Read();
        if (_ring.Count == 0)
        {
            throw new KeySettingException("The files of keys hold no key", Ways);
        }
    }

    /// <summary>Whether everyone may call, from this machine.</summary>
    public bool AsksForNone => _asksForNone;

    /// <summary>The caller's key, or null where there is none that is known.</summary>
    public ApiKey? Find(HttpRequest request)
    {
        if (_asksForNone)
        {
            // Any page that a browser on this machine shows could otherwise call, under a name of its own that leads to 127.0.0.1.
            return LoopbackName.Is(request.Headers.Host.ToString()) ? ApiKey.Anonymous : null;
        }

        var values = request.Headers[Header];
        return values.Count == 1 && values[0] is { } text ? _ring.Find(text) : null;
    }

    /// <summary>Reads files again. What cannot be read changes nothing: half of a file that is being written must not lock callers out.</summary>
    public void Reload()
    {
        lock (_reading)
        {
            try
            {
                var ring = sources.Read();
                _lastFailure = null;
                if (!ring.IsSameAs(_ring))
                {
                    _ring = ring;
                    LogKeysChanged(ring.Count);
                }
            }
            catch (KeySettingException failure)
            {
                if (failure.Message != _lastFailure)
                {
                    LogNotReadAgain(failure.Message);
                    _lastFailure = failure.Message;
                }
            }
        }
    }

    private void RequireClosedListener()
    {
        if (!ListenAddress.IsLoopbackOnly(configuration))
        {
            throw new KeySettingException(
                "Other machines could call this server, and no key is configured", $"{Ways}, or HOST=localhost with Keys:AllowAnonymous=true");
        }

        if (!options.Value.AllowAnonymous)
        {
            throw new KeySettingException("No key is configured", $"{Ways}, or Keys:AllowAnonymous=true for a server that only this machine reaches");
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The keys have changed; {Count} are valid now")]
    private partial void LogKeysChanged(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The keys cannot be read again, and those read before stay valid: {Reason}")]
    private partial void LogNotReadAgain(string reason);
}
