using System.Diagnostics;
using System.Globalization;
using System.Net;
using Manidala.Bench.Processes;

namespace Manidala.Bench.Drills.Cluster;

/// <summary>A PostgreSQL of the drill's own, to be killed, frozen and started again. It waits for the disk, as what is durable has to. One caller at a time.</summary>
internal sealed class PrivatePostgres : IAsyncDisposable
{
    /// <summary>initdb refuses to run as root, so it runs as the first of these that the system knows.</summary>
    private static readonly string[] Accounts = ["postgres", "nobody"];

    private readonly string _programs;
    private readonly DirectoryInfo _folder;
    private readonly string? _account;
    private readonly int _port;
    private readonly IPAddress[] _addresses;

    private PrivatePostgres(string programs, DirectoryInfo folder, string? account, int port, IPAddress[] addresses)
    {
        (_programs, _folder, _account, _port, _addresses) = (programs, folder, account, port, addresses);
    }

    public string Url => UrlAt(IPAddress.Loopback);

    /// <summary>Where all of its files lie, its data in the folder <c>data</c>.</summary>
    public string Folder => _folder.FullName;

    private string Data => Path.Combine(_folder.FullName, "data");

    private string ProcessIdFile => Path.Combine(Data, "postmaster.pid");

    /// <exception cref="NotPossibleHereException">It is not installed.</exception>
    /// <param name="addresses">Of this machine, where it listens beside the loopback; their neighbours may connect.</param>
    public static async Task<PrivatePostgres> StartAsync(int port, IEnumerable<IPAddress> addresses, CancellationToken cancellationToken)
    {
        string programs = FindPrograms() ?? throw new NotPossibleHereException("the drills need PostgreSQL: install Debian's package postgresql.");

        // In the system's folder for such: the server's account has to reach it.
        DirectoryInfo folder = Directory.CreateTempSubdirectory("manidala-drill-postgres-");
        string? account = Environment.UserName == "root" ? Accounts.First(await KnownAccountsAsync(cancellationToken).ConfigureAwait(false)) : null;
        var server = new PrivatePostgres(programs, folder, account, port, [.. addresses.Append(IPAddress.Loopback).Distinct()]);
        if (account is not null)
        {
            await server.RunAsync("chown", [account, folder.FullName], cancellationToken).ConfigureAwait(false);
        }

        await server.RunAsAccountAsync(["initdb", "-D", server.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale"], cancellationToken).ConfigureAwait(false);
        await File.AppendAllLinesAsync(Path.Combine(server.Data, "pg_hba.conf"), ["host all all samenet trust"], cancellationToken).ConfigureAwait(false);
        await server.StartAsync(cancellationToken).ConfigureAwait(false);
        return server;
    }

    public string UrlAt(IPAddress address) => string.Create(CultureInfo.InvariantCulture, $"postgres://postgres@{address}:{_port}/postgres");

    /// <summary>Starts it, also again after <see cref="KillAsync"/>, and waits until it takes connections.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        string settings = string.Create(CultureInfo.InvariantCulture, $"-p {_port} -k {_folder.FullName} -c listen_addresses={string.Join(',', _addresses.AsEnumerable())} -c max_connections=300");
        return RunAsAccountAsync(["pg_ctl", "-D", Data, "-l", Path.Combine(_folder.FullName, "log"), "-o", settings, "-w", "start"], cancellationToken);
    }

    /// <summary>Ends it without a checkpoint, as a crash does.</summary>
    public Task KillAsync(CancellationToken cancellationToken) => RunAsAccountAsync(["pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop"], cancellationToken);

    /// <summary>Stops all of its processes in the middle of what they do; connections stay open and nobody answers.</summary>
    public async Task FreezeAsync(CancellationToken cancellationToken)
    {
        string main = (await File.ReadAllLinesAsync(ProcessIdFile, cancellationToken).ConfigureAwait(false))[0];

        // The one that starts the others first.
        await SignalAsync("STOP", [main], cancellationToken).ConfigureAwait(false);
        await SignalAsync("STOP", await ChildrenAsync(main, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    public async Task ThawAsync(CancellationToken cancellationToken)
    {
        string main = (await File.ReadAllLinesAsync(ProcessIdFile, cancellationToken).ConfigureAwait(false))[0];
        await SignalAsync("CONT", [.. await ChildrenAsync(main, cancellationToken).ConfigureAwait(false), main], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What a query finds: a line a row, its columns behind each other with a tab between.</summary>
    public Task<string> QueryAsync(string sql, CancellationToken cancellationToken) => new ManidalaCommandLine(Path.Combine(_programs, "psql")).RunAsync(
        ["-h", "127.0.0.1", "-p", _port.ToString(CultureInfo.InvariantCulture), "-U", "postgres", "-d", "postgres", "-X", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c", sql],
        cancellationToken);

    /// <summary>May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!Directory.Exists(_folder.FullName))
        {
            return;
        }

        if (File.Exists(ProcessIdFile))
        {
            await KillAsync(CancellationToken.None).ConfigureAwait(false);
        }

        _folder.Delete(recursive: true);
    }

    private static string? FindPrograms() => !Directory.Exists("/usr/lib/postgresql")
        ? null
        : Directory.GetDirectories("/usr/lib/postgresql")
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int major) ? major : 0)
            .Select(folder => Path.Combine(folder, "bin"))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));

    private static async Task<Func<string, bool>> KnownAccountsAsync(CancellationToken cancellationToken)
    {
        string[] lines = await File.ReadAllLinesAsync("/etc/passwd", cancellationToken).ConfigureAwait(false);
        return account => lines.Any(line => line.StartsWith(account + ":", StringComparison.Ordinal));
    }

    private static async Task<string[]> ChildrenAsync(string process, CancellationToken cancellationToken) =>
        (await File.ReadAllTextAsync($"/proc/{process}/task/{process}/children", cancellationToken).ConfigureAwait(false)).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private Task SignalAsync(string signal, IReadOnlyList<string> processes, CancellationToken cancellationToken) =>
        RunAsync("kill", ["-" + signal, .. processes], cancellationToken);

    private Task RunAsAccountAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        string path = Path.Combine(_programs, words[0]);
        return _account is null
            ? RunAsync(path, words.Skip(1), cancellationToken)
            : RunAsync("runuser", ["-u", _account, "--", path, .. words.Skip(1)], cancellationToken);
    }

    private async Task RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        // The output goes to a file and no pipe: the server that pg_ctl starts would keep a pipe open for as long as it lives.
        string output = Path.Combine(_folder.FullName, "output");
        var start = new ProcessStartInfo("/bin/sh", ["-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>&1", "sh", output, program, .. arguments]) { WorkingDirectory = _folder.FullName };
        using Process process = Process.Start(start)!;
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await File.ReadAllTextAsync(output, cancellationToken).ConfigureAwait(false)}");
        }
    }
}
