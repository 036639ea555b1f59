using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Manidala.Engine.Devices;

/// <summary>Looks for all that CUDA needs, in the order in which it is needed, and says exactly what is missing. Loads libraries and nothing else.</summary>
public static class CudaCheck
{
    private const string SharedLibrary = "libonnxruntime_providers_shared.so";
    private const string CudaLibrary = "libonnxruntime_providers_cuda.so";

    /// <summary>The version of ONNX Runtime and the providers that are built into it.</summary>
    public static string DescribeRuntime() =>
        $"ONNX Runtime {OrtEnv.Instance().GetVersionString()} with {string.Join(", ", OrtEnv.Instance().GetAvailableProviders())}";

    /// <param name="providerLibrary">A provider in a library of its own; null for the one of the Gpu package.</param>
    public static IReadOnlyList<DeviceFinding> Run(string? providerLibrary) => Run(providerLibrary, FoldersOfRuntime(), LibraryLoading.TryLoad);

    /// <param name="folders">Where ONNX Runtime looks for its providers.</param>
    /// <param name="load">Null where a library loads, the loader's own words where it does not.</param>
    internal static IReadOnlyList<DeviceFinding> Run(string? providerLibrary, IReadOnlyList<string> folders, Func<string, string?> load)
    {
        var findings = new List<DeviceFinding> { CudaDriver.Find(load) };
        if (providerLibrary is not null)
        {
            findings.Add(FindLibrary("the provider's library", providerLibrary, load));
            return findings;
        }

        findings.Add(ExecutionProvider.HasCuda
            ? new DeviceFinding("a build with CUDA", true, DescribeRuntime())
            : new DeviceFinding("a build with CUDA", false, $"{DescribeRuntime()}; build with -p:OnnxRuntimeFlavor=Gpu, or name a library with --provider-library"));
        foreach (string name in new[] { SharedLibrary, CudaLibrary })
        {
            string? file = folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
            findings.Add(file is null
                ? new DeviceFinding(name, false, $"not in {string.Join(" or ", folders)}; the package Microsoft.ML.OnnxRuntime.Gpu brings it")
                : FindLibrary(name, file, load));
        }

        return findings;
    }

    private static DeviceFinding FindLibrary(string need, string file, Func<string, string?> load)
    {
        if (!File.Exists(file))
        {
            return new DeviceFinding(need, false, $"{file} is not there");
        }

        string[] missing = [.. ElfNeeds.Read(file).Where(name => load(name) is not null)];
        if (missing.Length > 0)
        {
            return new DeviceFinding(need, false, $"{file} needs {string.Join(", ", missing)}, which the loader does not find; install CUDA and cuDNN, or add their folders to LD_LIBRARY_PATH");
        }

        return load(file) is { } problem ? new DeviceFinding(need, false, $"{file} does not load: {problem}") : new DeviceFinding(need, true, file);
    }

    private static string[] FoldersOfRuntime() =>
        [AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native")];
}
