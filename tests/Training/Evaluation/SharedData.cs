namespace Manidala.Training.Tests.Evaluation;

/// <summary>Published logs that stand beside the repository on some machines.</summary>
internal static class SharedData
{
    /// <summary>The file's path; skips the test, visibly, where it is not there.</summary>
    public static string Require(string file)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "shared", "data", file);
            if (File.Exists(path))
            {
                return path;
            }
        }

        Assert.Skip($"../shared/data/{file} is not here.");
        return "";
    }
}
