namespace Manidala.Bench.Processes;

/// <summary>The other programs, which are built beside this one.</summary>
internal static class BuiltPrograms
{
    public static string Silo => PathOf("Manidala.Silo");

    public static string Gateway => PathOf("Manidala.Gateway");

    public static string Training => PathOf("Manidala.Training");

    /// <summary>A process for this machine alone, so that it takes no keys, without settings of ours that it must not happen to get.</summary>
    public static IReadOnlyDictionary<string, string?> CleanEnvironment { get; } = new Dictionary<string, string?>
    {
        ["DATABASE_URL"] = null, ["PGHOST"] = null, ["PORT"] = null, ["API_KEY"] = null, ["MODEL_PATH"] = null,
        ["HOST"] = "127.0.0.1", ["Keys__AllowAnonymous"] = "true",
    };

    /// <summary>The trainer's command line, with a database server or on a folder of its own.</summary>
    public static ManidalaCommandLine TrainingOn(string? databaseUrl) => ProgramSet.Current.TrainingOn(databaseUrl);

    // artifacts/bin/PROJECT/CONFIGURATION/
    private static string PathOf(string project)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        string path = Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, $"{project}.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"{project} is not built; call ./manidala bench, or run: dotnet build -c Release");
    }
}
