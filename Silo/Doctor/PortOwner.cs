using System.Globalization;

namespace Manidala.Silo.Doctor;

/// <summary>Who listens on a port of this machine, as Linux tells it.</summary>
/// <param name="Process">Its id.</param>
internal sealed record PortOwner(int Process, string Name)
{
    private const string Listening = "0A";

    /// <returns>Null where it cannot be told: another user's process, or another system.</returns>
    public static PortOwner? Of(int port)
    {
        HashSet<string> sockets = [.. new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists).SelectMany(File.ReadLines).Skip(1).Select(line => InodeOf(line, port)).OfType<string>()];
        return sockets.Count == 0 ? null : Directory.GetDirectories("/proc").Select(folder => OwnerIn(folder, sockets)).FirstOrDefault(owner => owner is not null);
    }

    // Columns: number, local address as hexadecimal address:port, remote address, state, … the tenth is the socket's inode.
    private static string? InodeOf(string line, int port)
    {
        string[] columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return columns.Length > 9 && columns[3] == Listening
            && int.TryParse(columns[1].AsSpan(columns[1].LastIndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int number) && number == port
            ? $"socket:[{columns[9]}]"
            : null;
    }

    private static PortOwner? OwnerIn(string folder, HashSet<string> sockets)
    {
        if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int process))
        {
            return null;
        }

        try
        {
            return Directory.GetFiles(Path.Combine(folder, "fd")).Any(file => new FileInfo(file).LinkTarget is { } target && sockets.Contains(target))
                ? new PortOwner(process, File.ReadAllText(Path.Combine(folder, "comm")).Trim())
                : null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, or is another user's.
            return null;
        }
    }
}
