using System.Diagnostics;
using System.Security.Cryptography;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.EndToEnd.Tests.Gorse;

/// <summary>Installs gorsejs as package-lock.json pins it, into the build's own folder, once for each state of that file.</summary>
public sealed class GorsePackages : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public string Folder { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        string source = Path.Combine(Programs.Root, "tests", "EndToEnd", "Gorse");
        byte[] pins = await File.ReadAllBytesAsync(Path.Combine(source, "package-lock.json"));
        Folder = Path.Combine(Programs.Root, "artifacts", "npm", Convert.ToHexStringLower(SHA256.HashData(pins).AsSpan(0, 8)));
        string finished = Path.Combine(Folder, "installed");
        if (File.Exists(finished))
        {
            return;
        }

        Directory.CreateDirectory(Folder);
        foreach (string file in (string[])["package.json", "package-lock.json"])
        {
            File.Copy(Path.Combine(source, file), Path.Combine(Folder, file), overwrite: true);
        }

        await InstallAsync();
        await File.WriteAllTextAsync(finished, "");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task InstallAsync()
    {
        var start = new ProcessStartInfo("npm") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder };
        foreach (string word in (string[])["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        {
            start.ArgumentList.Add(word);
        }

        using Process npm = Process.Start(start)!;
        Task<string> output = npm.StandardOutput.ReadToEndAsync();
        Task<string> errors = npm.StandardError.ReadToEndAsync();
        await npm.WaitForExitAsync().WaitAsync(Patience);
        Assert.True(npm.ExitCode == 0, $"npm ci ended with {npm.ExitCode}: {await output}{await errors}");
    }
}
