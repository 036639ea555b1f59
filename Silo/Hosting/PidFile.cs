using System.Globalization;

namespace Manidala.Silo.Hosting;

/// <summary>The process id in the data folder while the process runs, for scripts that stop it.</summary>
internal sealed class PidFile : IDisposable
{
    private const string Name = "manidala.pid";

    private readonly string _path;

    public PidFile(string folder)
    {
        Directory.CreateDirectory(folder);
        _path = Path.Combine(folder, Name);
        File.WriteAllText(_path, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
    }

    /// <summary>The process that serves from the folder, or did and was killed; null where none is named.</summary>
    public static int? Read(string folder) =>
        File.Exists(Path.Combine(folder, Name)) && int.TryParse(File.ReadAllText(Path.Combine(folder, Name)), CultureInfo.InvariantCulture, out int id) ? id : null;

    public void Dispose() => File.Delete(_path);
}
