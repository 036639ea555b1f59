using System.Globalization;
using Manidala.Engine.Model;
using Manidala.Storage;

namespace Manidala.Silo.Doctor;

/// <summary>Whether the model that is to be served can be read and is what it says.</summary>
internal static class BundleCheck
{
    private const string Area = "bundle";

    /// <summary>Of a folder that is served instead of the registry's active model.</summary>
    public static Finding OfFolder(string folder)
    {
        try
        {
            Bundle bundle = Bundle.Read(folder);
            return Finding.Ok(Area, string.Create(
                CultureInfo.InvariantCulture, $"{bundle.Manifest.Version} in {folder}: {bundle.Manifest.ItemCount:N0} items, all checksums hold"));
        }
        catch (Exception refused) when (refused is InvalidBundleException or IOException)
        {
            return Finding.Error(Area, $"MODEL_PATH cannot be served: {refused.Message}", "Publish it anew (`./manidala publish --to DIR`), or unset MODEL_PATH for the registry's model.");
        }
    }

    public static IEnumerable<Finding> Judge(StoredModel? active)
    {
        if (active is null)
        {
            return [Finding.Warning(Area, "no model is active: feeds are of what is trending", "`./manidala train` makes one, `./manidala publish` sends one.")];
        }

        return active.Faults.Count == 0
            ? [Finding.Ok(Area, string.Create(CultureInfo.InvariantCulture, $"{active.Version} is active: {active.Bytes / 1048576.0:N1} MiB, all checksums hold"))]
            : active.Faults.Select(fault => Finding.Error(
                Area, $"{active.Version}, the active model: {fault}", "Publish it again or go back (POST /v1/models/rollback); then look at the database's disk."));
    }
}
