namespace Manidala.Training.Tests.Native;

/// <summary>Torch has one random generator and one thread pool a process: its tests run one after another.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TorchCollection
{
    public const string Name = "Torch";
}
