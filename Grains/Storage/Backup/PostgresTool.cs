using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Manidala.Storage.Backup;

/// <summary>PostgreSQL's own programs, pointed at a database. The password goes by the environment: anybody may read a command line.</summary>
internal sealed class PostgresTool(string connectionString)
{
    private const string Installed = "/usr/lib/postgresql";

    private readonly NpgsqlConnectionStringBuilder _address = new(connectionString);

    /// <exception cref="BackupException">The program is not here, or ended with an error; the message has its words.</exception>
    public async Task RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(Find(program), arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        Set(start, "PGHOST", _address.Host);
        Set(start, "PGPORT", _address.Port.ToString(CultureInfo.InvariantCulture));
        Set(start, "PGUSER", _address.Username);
        Set(start, "PGPASSWORD", _address.Password);
        Set(start, "PGDATABASE", _address.Database);
        Set(start, "PGSSLMODE", _address.SslMode switch
        {
            SslMode.VerifyCA => "verify-ca",
            SslMode.VerifyFull => "verify-full",
            var mode => mode.ToString().ToLowerInvariant(),
        });
        Set(start, "PGSSLROOTCERT", _address.RootCertificate);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        await output.ConfigureAwait(false);
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        if (process.ExitCode != 0)
        {
            throw new BackupException(string.Create(CultureInfo.InvariantCulture, $"{program} ended with {process.ExitCode}: {errors.Trim().ReplaceLineEndings(" ")}"));
        }
    }

    private static void Set(ProcessStartInfo start, string name, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            start.Environment.Remove(name);
        }
        else
        {
            start.Environment[name] = value;
        }
    }

    // Debian puts the programs of each version beside each other, and only a wrapper on the path.
    private static string Find(string program)
    {
        IEnumerable<string> ofVersions = Directory.Exists(Installed)
            ? Directory.GetDirectories(Installed).OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int version) ? version : 0).Select(folder => Path.Combine(folder, "bin"))
            : [];
        return ofVersions.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
            ?? throw new BackupException($"{program} is not here; install PostgreSQL's client programs of the server's version or a later one (Debian: postgresql-client), or run this where they are.");
    }
}
