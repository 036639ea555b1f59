using Manidala.Gateway;
using Manidala.Gateway.Health;
using Manidala.Gateway.Hosting;
using Manidala.Gateway.Keys;

if (args is ["key", ..])
{
    return KeyCommand.Create(Console.In).Parse(args).Invoke();
}

try
{
    if (args is [HealthCommand.Name])
    {
        return await HealthCommand.RunAsync(ManidalaHost.CreateBuilder([]).Configuration, Console.Error);
    }

    var builder = ManidalaHost.CreateBuilder(args);
    LogFormat.Apply(builder.Logging, builder.Configuration);
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
