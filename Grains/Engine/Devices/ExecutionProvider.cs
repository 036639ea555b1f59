using Microsoft.ML.OnnxRuntime;

namespace Manidala.Engine.Devices;

/// <summary>Adds the execution provider that is chosen to a session.</summary>
internal static class ExecutionProvider
{
    private const string CudaName = "CUDAExecutionProvider";

    private static readonly Lock Gate = new();
    private static readonly HashSet<string> RegisteredLibraries = new(StringComparer.Ordinal);

    /// <summary>Whether this build of ONNX Runtime has the CUDA provider.</summary>
    public static bool HasCuda => OrtEnv.Instance().GetAvailableProviders().Contains(CudaName, StringComparer.Ordinal);

    /// <returns>Whether the session's memory may be elsewhere than this process's.</returns>
    /// <exception cref="InvalidOperationException">The provider is not available; the message says what is missing.</exception>
    public static bool Configure(SessionOptions session, ProviderChoice choice)
    {
        switch (choice.Name)
        {
            case ProviderChoice.Cpu:
                return false;
            case ProviderChoice.Auto:
                if (!HasCuda)
                {
                    return false;
                }

                AppendCuda(session);
                return true;
            case ProviderChoice.Cuda:
                RequireCuda();
                AppendCuda(session);
                return true;
            case ProviderChoice.Path:
                AppendLibrary(session, choice.Library);
                return true;
            default:
                throw new InvalidOperationException(
                    $"The execution provider '{choice.Name}' is not known; expected auto, cpu, cuda or path.");
        }
    }

    private static void RequireCuda()
    {
        if (!HasCuda)
        {
            throw new InvalidOperationException(
                "The execution provider 'cuda' is not in this build of ONNX Runtime; build with -p:OnnxRuntimeFlavor=Gpu, or name a provider library.");
        }
    }

    private static void AppendCuda(SessionOptions session)
    {
        try
        {
            session.AppendExecutionProvider_CUDA();
        }
        catch (OnnxRuntimeException failure)
        {
            throw new InvalidOperationException($"The CUDA provider of this build cannot be used on this machine: {failure.Message}", failure);
        }
    }

    private static void AppendLibrary(SessionOptions session, string? library)
    {
        if (string.IsNullOrEmpty(library) || !File.Exists(library))
        {
            throw new InvalidOperationException($"The execution provider's library '{library}' is not there; ProviderLibrary must name a file.");
        }

        OrtEnv environment = OrtEnv.Instance();
        string name = Path.GetFullPath(library);
        lock (Gate)
        {
            // A library is registered once a process, under a name that its devices carry.
            if (RegisteredLibraries.Add(name))
            {
                Register(environment, name);
            }
        }

        HashSet<string> known = [.. OrtEnv.Instance().GetAvailableProviders()];
        OrtEpDevice[] devices = [.. environment.GetEpDevices().Where(device => !known.Contains(device.EpName))];
        if (devices.Length == 0)
        {
            throw new InvalidOperationException($"The execution provider's library '{library}' offers no device on this machine.");
        }

        session.AppendExecutionProvider(environment, [devices[0]], new Dictionary<string, string>());
    }

    private static void Register(OrtEnv environment, string library)
    {
        try
        {
            environment.RegisterExecutionProviderLibrary(library, library);
        }
        catch (OnnxRuntimeException failure)
        {
            RegisteredLibraries.Remove(library);
            throw new InvalidOperationException($"The execution provider's library '{library}' could not be loaded: {failure.Message}", failure);
        }
    }
}
