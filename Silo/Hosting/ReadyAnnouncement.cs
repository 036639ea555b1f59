using System.Diagnostics;
using Manidala.Grains.Replication;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Manidala.Silo.Hosting;

/// <summary>Prints one line when the process can serve: the page's address, for the person who started it, and for the script that waits.</summary>
internal sealed class ReadyAnnouncement(IServer server, IHostApplicationLifetime lifetime, ISiloReadiness readiness, TimeProvider time)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using CancellationTokenRegistration registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        await readiness.FirstReady.WaitAsync(stoppingToken);

        TimeSpan took = time.GetLocalNow().DateTime - Process.GetCurrentProcess().StartTime;
        string address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "no address";
        Console.WriteLine($"Manidala is ready at {address.Replace("[::]", "localhost", StringComparison.Ordinal)} ({took.TotalSeconds:0.0} s)");
    }
}
