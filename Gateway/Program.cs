using Manidala.Gateway;
using Manidala.Gateway.Hosting;

try
{
    var builder = WebApplication.CreateSlimBuilder(args);
    builder.Services.AddManidalaGateway(builder.Configuration);
    builder.AddClusterClient();

    var app = builder.Build();
    app.MapManidalaGateway();
    await app.RunAsync();
    return 0;
}
catch (Exception failure) when (StartupFailures.MessageFor(failure) is { } message)
{
    await Console.Error.WriteLineAsync($"manidala: {message}");
    return 1;
}
