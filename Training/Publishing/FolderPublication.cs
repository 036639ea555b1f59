using System.Runtime.InteropServices;
using Manidala.Engine.Model;
using Manidala.Training.Commands;

namespace Manidala.Training.Publishing;

/// <summary>
/// Bundles published to a folder: one folder a version, and the link <c>current</c> to the one that serves. Both appear whole or not at all, so that
/// <c>MODEL_PATH</c> can be the link.
/// </summary>
internal static partial class FolderPublication
{
    private const string Current = "current";

    /// <returns>The folder that the bundle now lies in.</returns>
    public static string Publish(string bundle, BundleManifest manifest, string root, PublishTerms terms)
    {
        root = Path.GetFullPath(root);
        if (File.Exists(Path.Combine(root, "manifest.json")))
        {
            throw new CommandException($"{root} is itself a bundle; expected a folder that holds one folder for each version.");
        }

        string current = Path.Combine(root, Current);
        if (terms.Activates)
        {
            CheckGate(manifest, current, terms);
        }

        string target = Path.Combine(root, manifest.Version);
        if (Path.Exists(target))
        {
            RequireSame(target, manifest);
        }
        else
        {
            CopyWhole(bundle, manifest, target);
        }

        if (terms.Activates)
        {
            Switch(current, manifest.Version);
        }

        return target;
    }

    private static void CheckGate(BundleManifest manifest, string current, PublishTerms terms)
    {
        bool isLink = new DirectoryInfo(current).LinkTarget is not null;
        if (!isLink && Path.Exists(current))
        {
            throw new CommandException($"{current} is no link; expected a link to the version that serves, as this command makes it.");
        }

        if (!isLink || terms.Force || !File.Exists(Path.Combine(current, "manifest.json")))
        {
            return;
        }

        GateVerdict verdict = PublishGate.Check(manifest, Bundle.Read(current).Manifest, terms.Margin);
        if (verdict.IsRefused)
        {
            throw new RefusedByGateException($"not published: {verdict.Note}");
        }
    }

    private static void RequireSame(string target, BundleManifest manifest)
    {
        string found;
        try
        {
            found = Bundle.Read(target).Manifest.Version;
        }
        catch (InvalidBundleException damaged)
        {
            throw new CommandException($"{target} is there already and is not a whole bundle; move it away. {damaged.Message}");
        }

        if (found != manifest.Version)
        {
            throw new CommandException($"{target} is there already and holds {found}; move it away.");
        }
    }

    private static void CopyWhole(string bundle, BundleManifest manifest, string target)
    {
        string partial = $"{target}.partial-{Environment.ProcessId}";
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }

        Directory.CreateDirectory(partial);
        try
        {
            foreach (string name in manifest.Files.Keys.Append("manifest.json"))
            {
                using FileStream source = File.OpenRead(Path.Combine(bundle, name));
                using var copy = new FileStream(Path.Combine(partial, name), FileMode.CreateNew, FileAccess.Write);
                source.CopyTo(copy);
                copy.Flush(flushToDisk: true);
            }

            // The copy and not the original is what will be served.
            _ = Bundle.Read(partial);
            Directory.Move(partial, target);
        }
        catch
        {
            Directory.Delete(partial, recursive: true);
            throw;
        }
    }

    // Made beside and renamed over the old one: there is no moment without a link, which deleting and making it would have.
    private static void Switch(string current, string version)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new CommandException($"{current} cannot be switched at once on Windows; --no-activate publishes without it.");
        }

        string next = $"{current}.partial-{Environment.ProcessId}";
        File.Delete(next);
        Directory.CreateSymbolicLink(next, version);
        if (Rename(next, current) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            File.Delete(next);
            throw new IOException($"{current} cannot be made a link to {version}: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    // File.Move refuses a link to a folder.
    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);
}
