using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Manidala.Tests.Support;

/// <summary>A private PostgreSQL in a folder of its own, on a free port of this machine; it and the folder go with this object.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>initdb refuses to run as root, so it runs as the first of these that the system knows.</summary>
    private static readonly string[] Users = ["postgres", "nobody"];

    private readonly string _binaries;
    private readonly DirectoryInfo _folder;
    private readonly string? _user;

    private PostgresServer(string binaries, DirectoryInfo folder, string? user, int port)
    {
        _binaries = binaries;
        _folder = folder;
        _user = user;
        Port = port;
    }

    public int Port { get; }

    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres";

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>The folder of the newest installed version's programs; null where there is none.</summary>
    public static string? FindBinaries() =>
        !Directory.Exists("/usr/lib/postgresql")
            ? null
            : Directory.GetDirectories("/usr/lib/postgresql")
                .Where(folder => File.Exists(Path.Combine(folder, "bin", "initdb")))
                .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int major) ? major : 0)
                .Select(folder => Path.Combine(folder, "bin"))
                .FirstOrDefault();

    public static async Task<PostgresServer> StartAsync(string binaries)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("manidala-postgres-");
        string? user = Environment.UserName == "root" ? await FirstKnownUserAsync() : null;
        PostgresServer server = new(binaries, folder, user, FreePort());
        if (user is not null)
        {
            await RunAsync("chown", [user, folder.FullName], folder.FullName);
        }

        await server.RunAsUserAsync("initdb", "-D", server.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync");
        await server.StartAsync();
        return server;
    }

    public Task StopAsync() => RunAsUserAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");

    /// <summary>Starts it, also again after <see cref="StopAsync"/>, and waits until it takes connections.</summary>
    public Task StartAsync()
    {
        // What the tests kill is the client and never the machine, so the server need not wait for the disk.
        string settings = $"-p {Port} -k {_folder.FullName} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=300";
        return RunAsUserAsync("pg_ctl", "-D", Data, "-l", Path.Combine(_folder.FullName, "log"), "-o", settings, "-w", "start");
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            await StopAsync();
        }

        _folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<string> FirstKnownUserAsync()
    {
        string[] accounts = await File.ReadAllLinesAsync("/etc/passwd");
        return Users.First(user => accounts.Any(account => account.StartsWith(user + ":", StringComparison.Ordinal)));
    }

    private Task RunAsUserAsync(string program, params string[] arguments)
    {
        string path = Path.Combine(_binaries, program);
        return _user is null
            ? RunAsync(path, arguments, _folder.FullName)
            : RunAsync("runuser", ["-u", _user, "--", path, .. arguments], _folder.FullName);
    }

    private static async Task RunAsync(string program, string[] arguments, string folder)
    {
        // The output goes to a file and no pipe: the server that pg_ctl starts would keep a pipe open for ever.
        string output = Path.Combine(folder, "output");
        ProcessStartInfo start = new("/bin/sh")
        {
            WorkingDirectory = folder,
            ArgumentList = { "-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>&1", "sh", output, program },
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await File.ReadAllTextAsync(output)}");
        }
    }
}
