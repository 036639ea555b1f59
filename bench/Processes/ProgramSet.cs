namespace Manidala.Bench.Processes;

/// <summary>The programs of one build.</summary>
internal sealed record ProgramSet(string Silo, string Gateway, string Training)
{
    // As each project is published into a folder of its own, all into one, or as `dotnet build -c Release` leaves them.
    private static readonly string[] Layouts = ["{0}", ".", "{0}/release", "artifacts/bin/{0}/release"];

    /// <summary>Those built beside this one.</summary>
    public static ProgramSet Current => new(BuiltPrograms.Silo, BuiltPrograms.Gateway, BuiltPrograms.Training);

    /// <exception cref="InvalidDataException">There is none of a program.</exception>
    public static ProgramSet In(string folder) => new(Find(folder, "Manidala.Silo"), Find(folder, "Manidala.Gateway"), Find(folder, "Manidala.Training"));

    /// <summary>The trainer's command line, with a database server or on a folder of its own.</summary>
    public ManidalaCommandLine TrainingOn(string? databaseUrl) =>
        new("dotnet", [Training], new Dictionary<string, string?>(BuiltPrograms.CleanEnvironment) { ["DATABASE_URL"] = databaseUrl });

    private static string Find(string folder, string project) =>
        Layouts.Select(layout => Path.GetFullPath(Path.Combine(folder, string.Format(null, layout, project), $"{project}.dll"))).FirstOrDefault(File.Exists)
        ?? throw new InvalidDataException(
            $"{folder}: found no {project}.dll; expected one there, in {project}/, in {project}/release/ or in artifacts/bin/{project}/release/.");
}
