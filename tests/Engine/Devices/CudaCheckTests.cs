using System.Runtime.InteropServices;
using Manidala.Engine.Devices;
using Manidala.Engine.Tests.Support;

namespace Manidala.Engine.Tests.Devices;

public sealed class CudaCheckTests : IDisposable
{
    private const string Missing = "cannot open shared object file";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_NothingThere_NamesTheDriverAndBothLibraries()
    {
        IReadOnlyList<DeviceFinding> findings = CudaCheck.Run(null, [_folder["runtime"]], _ => Missing);

        Assert.False(findings[0].IsThere);
        Assert.Contains("libcuda.so.1", findings[0].Found, StringComparison.Ordinal);
        Assert.All(findings.TakeLast(2), finding => Assert.False(finding.IsThere));
        Assert.Contains(_folder["runtime"], findings[^1].Found, StringComparison.Ordinal);
        Assert.Equal("libonnxruntime_providers_cuda.so", findings[^1].Need);
    }

    [Fact]
    public void Run_LibraryWithoutWhatItNeeds_NamesAllOfThat()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads a library of Linux.");
        string library = RuntimeLibrary();

        DeviceFinding finding = CudaCheck.Run(library, [], name => name == library ? null : Missing)[^1];

        Assert.False(finding.IsThere);
        Assert.Matches(@"needs .*\bld-linux|needs .*\blibc\.", finding.Found);
        Assert.True(finding.Found.Split(", lib").Length > 1, finding.Found);
    }

    [Fact]
    public void Run_LibraryThatDoesNotLoad_RepeatsTheLoadersWords()
    {
        string library = _folder["provider.so"];
        File.WriteAllText(library, "not a library");

        DeviceFinding finding = CudaCheck.Run(library, [], _ => "invalid ELF header")[^1];

        Assert.False(finding.IsThere);
        Assert.Contains("invalid ELF header", finding.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_LibraryThatIsNotThere_SaysSo()
    {
        DeviceFinding finding = CudaCheck.Run("/nowhere/provider.so", [], _ => Missing)[^1];

        Assert.Equal(new DeviceFinding("the provider's library", false, "/nowhere/provider.so is not there"), finding);
    }

    [Fact]
    public void TryLoad_LibraryOfThisProcess_Loads()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Loads a library of Linux.");

        Assert.Null(LibraryLoading.TryLoad(RuntimeLibrary()));
        Assert.NotNull(LibraryLoading.TryLoad("libnobodyhasthis.so.7"));
    }

    [Fact]
    public void DescribeRuntime_ThisBuild_NamesVersionAndProviders() =>
        Assert.Matches(@"^ONNX Runtime \d+\.\d+\.\d+ with .*CPUExecutionProvider", CudaCheck.DescribeRuntime());

    private static string RuntimeLibrary() => Directory
        .EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "libSystem.Native.so").Single();
}
