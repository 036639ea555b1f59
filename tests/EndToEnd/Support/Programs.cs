namespace Manidala.EndToEnd.Tests.Support;

/// <summary>Where the built programs are.</summary>
internal static class Programs
{
    public static string Root { get; } = FindRoot();

    public static string Silo => Dll("Manidala.Silo");

    public static string Gateway => Dll("Manidala.Gateway");

    public static string Training => Dll("Manidala.Training");

    public static string Bench => Dll("Manidala.Bench");

    private static string Dll(string project) => Path.Combine(Root, "artifacts", "bin", project, "release", $"{project}.dll");

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Manidala.Orleans.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Manidala.Orleans.sln.");
    }
}
