using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Manidala.Silo.Doctor;

/// <summary>What runs this program, and whether it could be built here.</summary>
internal static class RuntimeCheck
{
    private const string Area = "runtime";
    private const int NeededMajor = 10;

    public static Finding Judge(Version runtime, string? sdks)
    {
        string found = string.Create(
            CultureInfo.InvariantCulture, $".NET {runtime} on {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} processors");
        if (runtime.Major < NeededMajor)
        {
            return Finding.Error(Area, found, $"Install the ASP.NET Core runtime {NeededMajor} (https://dot.net/download), or use a self-contained archive.");
        }

        return sdks?.Split('\n').Any(line => line.StartsWith($"{NeededMajor}.", StringComparison.Ordinal)) == true
            ? Finding.Ok(Area, $"{found}, with the SDK")
            : Finding.Ok(Area, $"{found}; no SDK {NeededMajor} here, which only ./manidala in a checkout needs");
    }

    /// <summary>What <c>dotnet</c> lists; null where there is none to ask.</summary>
    public static async Task<string?> ListSdksAsync(CancellationToken cancellationToken)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("dotnet", ["--list-sdks"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            string listed = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return listed;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
