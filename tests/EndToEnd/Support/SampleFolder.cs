using System.Globalization;

namespace Manidala.EndToEnd.Tests.Support;

/// <summary>A small sample and the models that the real trainer made of it: prepared once, when first needed, and handed out as copies.</summary>
public sealed class SampleFolder : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("manidala-e2e-");
    private readonly SemaphoreSlim _preparing = new(1, 1);
    private int _copies;
    private bool _isPrepared;
    private bool _hasSecond;

    private string Raw => Path.Combine(_folder.FullName, "raw");

    private string First => Path.Combine(_folder.FullName, "first");

    private string Second => Path.Combine(_folder.FullName, "second");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>An empty folder of its own.</summary>
    public string NewFolder()
    {
        string path = Path.Combine(_folder.FullName, string.Create(CultureInfo.InvariantCulture, $"copy-{Interlocked.Increment(ref _copies)}"));
        Directory.CreateDirectory(path);
        return path;
    }

    /// <summary>A data folder with the sample and its active model, to be changed at will.</summary>
    public async Task<string> CopyAsync()
    {
        await PrepareAsync(withSecond: false);
        return Copy(First, NewFolder());
    }

    /// <summary>The model alone, as a bundle's folder: not to be changed.</summary>
    public async Task<string> BundleAsync()
    {
        await PrepareAsync(withSecond: false);
        await _preparing.WaitAsync();
        try
        {
            string bundles = Path.Combine(_folder.FullName, "bundles");
            if (!Directory.Exists(bundles))
            {
                await ManidalaProcess.RunAsync(Programs.Training, ["publish", "--to", bundles, "--data", Copy(First, NewFolder())]);
            }

            return Path.Combine(bundles, "current");
        }
        finally
        {
            _preparing.Release();
        }
    }

    /// <summary>A data folder with the same sample whose active model is another one.</summary>
    public async Task<string> WithOtherModelAsync()
    {
        await PrepareAsync(withSecond: true);
        return Copy(Second, NewFolder());
    }

    /// <summary>Stores the same sample in a database server.</summary>
    public static Task FillAsync(string databaseUrl, string folder) => SampleAsync(folder, new() { ["DATABASE_URL"] = databaseUrl });

    public ValueTask DisposeAsync()
    {
        _preparing.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task PrepareAsync(bool withSecond)
    {
        await _preparing.WaitAsync();
        try
        {
            if (!_isPrepared)
            {
                await SampleAsync(Raw, []);
                await TrainAsync(Copy(Raw, First), epochs: "3", seed: "1");
                _isPrepared = true;
            }

            if (withSecond && !_hasSecond)
            {
                await TrainAsync(Copy(Raw, Second), epochs: "1", seed: "2");
                _hasSecond = true;
            }
        }
        finally
        {
            _preparing.Release();
        }
    }

    private static Task SampleAsync(string folder, Dictionary<string, string> environment) => ManidalaProcess.RunAsync(
        Programs.Training,
        ["sample", "--items", "600", "--users", "400", "--interactions", "16000", "--seed", "1", "--data", folder],
        environment);

    private static Task TrainAsync(string folder, string epochs, string seed) =>
        ManidalaProcess.RunAsync(Programs.Training, ["train", "--epochs", epochs, "--seed", seed, "--data", folder]);

    private static string Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return to;
    }
}
