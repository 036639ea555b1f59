namespace Manidala.Bench.Serving;

/// <summary>One row of the bench: something that is measured.</summary>
internal interface IBenchRow
{
    /// <summary>As --rows names it.</summary>
    string Name { get; }

    /// <summary>Measures and adds the figures; says that it is skipped where something is missing.</summary>
    Task RunAsync(BenchWorld world, ServingSettings settings, BenchResults results, CancellationToken cancellationToken);
}
