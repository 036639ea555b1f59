using System.Globalization;

namespace Manidala.Silo.Hosting;

/// <summary>The process id in the data folder while the process runs, for scripts that stop it.</summary>
internal sealed class PidFile : IDisposable
{
    private readonly string _path;

    public PidFile(string folder)
    {
        Directory.CreateDirectory(folder);
        _path = Path.Combine(folder, "manidala.pid");
        File.WriteAllText(_path, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
    }

    public void Dispose() => File.Delete(_path);
}
