namespace Manidala.Engine.Devices;

/// <summary>What runs a graph.</summary>
/// <param name="Name">auto, cpu, cuda or path.</param>
/// <param name="Library">The provider's library, for <c>path</c>.</param>
public sealed record ProviderChoice(string Name, string? Library = null)
{
    /// <summary>Takes CUDA where this build has it, the CPU elsewhere.</summary>
    public const string Auto = "auto";

    public const string Cpu = "cpu";

    /// <summary>The CUDA provider of the Gpu package.</summary>
    public const string Cuda = "cuda";

    /// <summary>A provider in a library of its own.</summary>
    public const string Path = "path";

    /// <summary>Whether it is a device with memory of its own, on this machine and in this build.</summary>
    public bool IsDevice => Name is Cuda or Path || (Name == Auto && ExecutionProvider.HasCuda);
}
