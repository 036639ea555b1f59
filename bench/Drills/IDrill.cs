namespace Manidala.Bench.Drills;

/// <summary>Something that breaks, and what has to hold meanwhile.</summary>
internal interface IDrill
{
    /// <summary>As the command line has it.</summary>
    string Name { get; }

    /// <summary>What is done, for people.</summary>
    string What { get; }

    Task<DrillResult> RunAsync(DrillWorld world, DrillSettings settings, CancellationToken cancellationToken);
}
