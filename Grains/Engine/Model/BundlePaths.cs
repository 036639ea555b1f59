namespace Manidala.Engine.Model;

/// <summary>Keeps a bundle's files within its folder: a file may be a link, as on a mounted volume, but not to something that is not the bundle's.</summary>
internal static class BundlePaths
{
    private const int MostLinks = 32;

    /// <returns>The path of the folder's file.</returns>
    /// <exception cref="InvalidBundleException">It is a link out of the folder.</exception>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static string Of(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        try
        {
            string root = RealPath(Path.GetFullPath(folder), 0);
            string real = RealPath(Path.GetFullPath(path), 0);
            return real.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
                ? path
                : throw new InvalidBundleException($"{path}: found a link to {real}; expected a file of the bundle's own folder.");
        }
        catch (IOException circle) when (circle is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new InvalidBundleException($"{path}: found a link that leads nowhere ({circle.Message}); expected a file.", circle);
        }
    }

    // Every part of a path can be a link, and what one leads to can have others in it.
    private static string RealPath(string path, int links)
    {
        string real = Path.GetPathRoot(path)!;
        foreach (string part in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Combine(real, part);
            real = new FileInfo(next).LinkTarget is not { } target
                ? next
                : links < MostLinks
                    ? RealPath(Path.GetFullPath(target, real), links + 1)
                    : throw new IOException($"{next} leads through more than {MostLinks} links");
        }

        return real;
    }
}
