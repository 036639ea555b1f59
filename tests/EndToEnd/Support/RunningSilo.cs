using System.Globalization;

namespace Manidala.EndToEnd.Tests.Support;

/// <summary>A server process on a free port, from when it says that it is ready.</summary>
internal sealed class RunningSilo : IAsyncDisposable
{
    private readonly ManidalaProcess _process;

    private RunningSilo(ManidalaProcess process, Uri address)
    {
        _process = process;
        Address = address;
        Api = new Api(address);
    }

    public Uri Address { get; }

    public Api Api { get; }

    public ManidalaProcess Process => _process;

    public static async Task<RunningSilo> StartAsync(string data, IReadOnlyDictionary<string, string>? environment = null, string role = "all")
    {
        int port = FreePorts.Next();
        ManidalaProcess process = ManidalaProcess.Start(Programs.Silo, Arguments(data, port, role), environment);
        try
        {
            await process.LineAsync("Manidala is ready at ");
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }

        return new RunningSilo(process, new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")));
    }

    /// <summary>Starts one that is expected to refuse; answers its exit code and what it wrote to its error stream.</summary>
    public static async Task<(int ExitCode, string Errors)> RefusedAsync(
        string data, IReadOnlyDictionary<string, string>? environment = null, string? port = null, string role = "all")
    {
        await using ManidalaProcess process = ManidalaProcess.Start(
            Programs.Silo, Arguments(data, port ?? FreePorts.Text(), role), environment);
        await process.ExitAsync(TimeSpan.FromSeconds(60));
        return (process.ExitCode, process.Errors);
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await _process.DisposeAsync();
    }

    private static string[] Arguments(string data, int port, string role) =>
        Arguments(data, port.ToString(CultureInfo.InvariantCulture), role);

    private static string[] Arguments(string data, string port, string role) => ["--data", data, "--port", port, "--role", role];
}
