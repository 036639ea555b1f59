using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Hosting;

/// <summary>
/// Between the word that this process is not ready, which is said as soon as it is asked to end, and the end of its listening: it serves on for those who have not heard
/// of it yet, and each answer tells a kept connection to close.
/// </summary>
internal sealed class Draining(IOptions<GatewayOptions> options, IHostApplicationLifetime lifetime, TimeProvider time) : IHostedLifecycleService
{
    public RequestDelegate Before(RequestDelegate next) => context =>
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            context.Response.Headers.Connection = "close";
        }

        return next(context);
    };

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.Delay(options.Value.DrainFor, time, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
