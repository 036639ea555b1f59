using System.Globalization;

namespace Manidala.EndToEnd.Tests.Support;

/// <summary>A gateway process on a free port, from when it listens; whether it has found a silo is another matter.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private RunningGateway(ManidalaProcess process, Uri address)
    {
        Process = process;
        Api = new Api(address);
    }

    public ManidalaProcess Process { get; }

    public Api Api { get; }

    public static async Task<RunningGateway> StartAsync(IReadOnlyDictionary<string, string> environment)
    {
        string port = FreePorts.Text();
        ManidalaProcess process = ManidalaProcess.Start(
            Programs.Gateway, [], new Dictionary<string, string>(environment) { ["PORT"] = port, ["LOG_LEVEL"] = "Information" });
        try
        {
            await process.LineAsync("Now listening on");
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }

        return new RunningGateway(process, new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")));
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Process.DisposeAsync();
    }
}
