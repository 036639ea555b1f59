using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Manidala.Training.Native;

/// <summary>
/// Makes TorchSharp's native part load. It was built against GCC 13's libstdc++, of which it needs one empty initialiser; where that is
/// missing (Debian 12), a copy of the library without that need is loaded in its place.
/// </summary>
internal static partial class TorchLibrary
{
    private const string MissingSymbol = "_ZSt21ios_base_library_initv";
    private const string MissingVersion = "GLIBCXX_3.4.32";

    // Takes no argument, changes nothing that matters, and is in every libc.
    private const string HarmlessSymbol = "sched_yield";

    /// <summary>Names the folder of another libtorch than that which this program carries: one for CUDA.</summary>
    public const string FolderVariable = "LIBTORCH";

    private const string ForCuda = "libtorch_cuda.so";
    private static readonly string[] Torch = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];
    private static readonly Lazy<bool> Loaded = new(Load, LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>Why there is no CUDA device, where there is none.</summary>
    public static string MissingForCuda => (OtherFolder, TryFind(ForCuda)) switch
    {
        (null, null) => $"this program carries libtorch for the processor only; {FolderVariable} may name the folder of libtorch 2.10 for CUDA 12.8",
        ({ } folder, null) => $"{FolderVariable} is {folder}, where no {ForCuda} is",
        _ => "libtorch finds no CUDA device; nvidia-smi says whether the driver does",
    };

    private static string? OtherFolder => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? folder : null;

    /// <summary>To be called before the first use of TorchSharp; later calls cost nothing.</summary>
    /// <exception cref="DllNotFoundException">This platform's libtorch is not part of this build.</exception>
    public static void EnsureLoaded() => _ = Loaded.Value;

    private static bool Load()
    {
        if (OperatingSystem.IsLinux())
        {
            LoadOnLinux();
        }

        try
        {
            return TorchSharp.torch.TryInitializeDeviceType(TorchSharp.DeviceType.CPU);
        }
        catch (Exception e) when (e is NotSupportedException or TypeInitializationException or DllNotFoundException)
        {
            throw Missing("libtorch", e);
        }
    }

    private static void LoadOnLinux()
    {
        // OpenMP's threads wait for each other by spinning. Where other work wants the cores too, that made training 10 times slower
        // (measured: 6,000 instead of 60,000 interactions/s); asleep they cost nothing. It is read when the library is loaded, by the C
        // library's own getenv, which does not see what .NET's Environment sets.
        _ = SetEnvironment("OMP_WAIT_POLICY", "PASSIVE", overwrite: 0);

        // Loaded first and by path: the copy, wherever it lies, then finds them by their names.
        foreach (string library in Torch)
        {
            NativeLibrary.Load(Find(library));
        }

        if (TryFind(ForCuda) is { } cuda)
        {
            NativeLibrary.Load(cuda);
        }

        string binding = Find("libLibTorchSharp.so");
        NativeLibrary.Load(HasInitialiser() ? binding : PatchedCopyOf(binding));
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    private static bool HasInitialiser() =>
        NativeLibrary.TryLoad("libstdc++.so.6", out nint standard) && NativeLibrary.TryGetExport(standard, MissingSymbol, out _);

    private static string PatchedCopyOf(string binding)
    {
        byte[] library = File.ReadAllBytes(binding);
        string name = $"libLibTorchSharp.{Convert.ToHexStringLower(SHA256.HashData(library))[..16]}.so";
        string beside = Path.Combine(Path.GetDirectoryName(binding)!, name);
        if (File.Exists(beside))
        {
            return beside;
        }

        ElfSymbolEraser.Erase(library, MissingSymbol, MissingVersion, HarmlessSymbol);
        try
        {
            WriteWhole(beside, library);
            return beside;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            // A read-only installation. The folder is new and this user's alone, so nobody else can have put a library there.
            string own = Path.Combine(Directory.CreateTempSubdirectory("manidala-").FullName, name);
            File.WriteAllBytes(own, library);
            return own;
        }
    }

    /// <summary>Several processes may start at once: each writes a file of its own, and the last to rename wins with equal bytes.</summary>
    private static void WriteWhole(string path, byte[] content)
    {
        string partial = $"{path}.{Environment.ProcessId}";
        File.WriteAllBytes(partial, content);
        File.Move(partial, path, overwrite: true);
    }

    private static string Find(string library) => TryFind(library) ?? throw Missing(library, null);

    private static string? TryFind(string library)
    {
        var folders = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? string.Empty;
        IEnumerable<string> own = folders.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Append(AppContext.BaseDirectory);
        IEnumerable<string> other = OtherFolder is { } folder ? [Path.Combine(folder, "lib"), folder] : [];

        // The binding alone is this program's, whichever libtorch it works with.
        return other.Concat(own).Select(place => Path.Combine(place, library)).FirstOrDefault(File.Exists);
    }

    private static DllNotFoundException Missing(string library, Exception? cause) => new(
        $"Training needs {library}, which is not among the files of this program. This build carries libtorch for x64 Linux only; on " +
        $"{RuntimeInformation.RuntimeIdentifier} add the package libtorch-cpu-* of that platform (libtorch-cpu-win-x64, " +
        "libtorch-cpu-osx-arm64) to Training/Manidala.Training.csproj and build again. Serving needs none of this.",
        cause);
}
