using Manidala.Gateway;
using Manidala.Gateway.Hosting;
using Manidala.Gateway.Keys;

if (args is ["key", ..])
{
    return KeyCommand.Create(Console.In).Parse(args).Invoke();
}

try
{
    var builder = ManidalaHost.CreateBuilder(args);
    builder.Services.AddManidalaGateway(builder.Configuration);
    builder.AddClusterClient();

    var app = builder.Build();
    app.MapManidalaGateway();

    // Taken now: the container is gone when the run ends.
    var stopping = app.Lifetime.ApplicationStopping;
    try
    {
        await app.RunAsync();
    }
    catch (OperationCanceledException) when (stopping.IsCancellationRequested)
    {
        // Asked to end while it still looked for a silo.
    }

    return 0;
}
catch (Exception failure) when (StartupFailures.MessageFor(failure) is { } message)
{
    await Console.Error.WriteLineAsync($"manidala: {message}");
    return 1;
}
