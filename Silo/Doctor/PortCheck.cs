using System.Globalization;
using System.Net.NetworkInformation;

namespace Manidala.Silo.Doctor;

/// <summary>Whether the ports that a start would take are free, and who has them.</summary>
internal static class PortCheck
{
    private const string Area = "ports";

    /// <param name="ports">By the setting that names them; 0 is any free one.</param>
    /// <param name="server">The process that serves from the data folder now; null where none does.</param>
    public static IEnumerable<Finding> Run(IReadOnlyList<(string Setting, int Port)> ports, int? server)
    {
        HashSet<int> taken = [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(address => address.Port)];
        return ports.Where(one => one.Port != 0).Select(one => Judge(one.Setting, one.Port, taken.Contains(one.Port), taken.Contains(one.Port) ? PortOwner.Of(one.Port) : null, server));
    }

    internal static Finding Judge(string setting, int port, bool isTaken, PortOwner? owner, int? server)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{setting} {port}");
        if (!isTaken)
        {
            return Finding.Ok(Area, $"{name} is free");
        }

        if (owner is not null && owner.Process == server)
        {
            return Finding.Ok(Area, string.Create(CultureInfo.InvariantCulture, $"{name} is the running server's, process {owner.Process}"));
        }

        string whose = owner is null ? "a process of another user" : string.Create(CultureInfo.InvariantCulture, $"process {owner.Process} ({owner.Name})");
        return Finding.Error(Area, $"{name} is taken by {whose}", $"Choose another {setting}, or end what has it.");
    }
}
