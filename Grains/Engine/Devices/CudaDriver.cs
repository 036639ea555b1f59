using System.Runtime.InteropServices;
using System.Text;

namespace Manidala.Engine.Devices;

/// <summary>Asks the NVIDIA driver's own library what devices there are.</summary>
internal static unsafe class CudaDriver
{
    private const string Library = "libcuda.so.1";
    private const string Need = "the NVIDIA driver";
    private const int MostName = 128;

    public static DeviceFinding Find(Func<string, string?> load) => load(Library) is null
        ? Ask()
        : new DeviceFinding(Need, false, $"{Library} is not found by the loader; install the driver, or give the container its devices (--gpus, nvidia-container-toolkit)");

    private static DeviceFinding Ask()
    {
        nint library = NativeLibrary.Load(Library);
        var initialize = (delegate* unmanaged<uint, int>)NativeLibrary.GetExport(library, "cuInit");
        var versionOf = (delegate* unmanaged<int*, int>)NativeLibrary.GetExport(library, "cuDriverGetVersion");
        var countOf = (delegate* unmanaged<int*, int>)NativeLibrary.GetExport(library, "cuDeviceGetCount");
        var nameOf = (delegate* unmanaged<byte*, int, int, int>)NativeLibrary.GetExport(library, "cuDeviceGetName");
        int version = 0, count = 0;
        int error = initialize(0);
        error = error == 0 ? versionOf(&version) : error;
        error = error == 0 ? countOf(&count) : error;
        if (error != 0 || count == 0)
        {
            return new DeviceFinding(Need, false, $"{Library} loads and offers {count} devices (cuInit and its like answer {error}; 100 is no device, 803 a driver older than its library)");
        }

        var names = new List<string>();
        byte* name = stackalloc byte[MostName];
        for (int device = 0; device < count && nameOf(name, MostName, device) == 0; device++)
        {
            names.Add(Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name)));
        }

        return new DeviceFinding(Need, true, $"CUDA {version / 1000}.{version % 1000 / 10} for {string.Join(", ", names)}");
    }
}
