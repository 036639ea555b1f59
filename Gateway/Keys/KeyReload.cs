using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Keys;

/// <summary>
/// Has files of keys read again from time to time. They are not watched: a mounted secret changes by a link's swap, and a network file system tells nobody.
/// </summary>
internal sealed class KeyReload(ApiKeys keys, KeySources sources, IOptions<KeyOptions> options, TimeProvider time) : IHostedService, IDisposable
{
    private ITimer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (sources.HaveFiles)
        {
            _timer = time.CreateTimer(_ => keys.Reload(), null, options.Value.ReloadEvery, options.Value.ReloadEvery);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _timer?.Dispose();
}
