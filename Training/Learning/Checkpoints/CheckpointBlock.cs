namespace Manidala.Training.Learning;

/// <summary>Where a block's numbers lie.</summary>
internal delegate Span<float> FloatsSource();

/// <summary>Numbers of a training that a checkpoint writes, or fills when it is read.</summary>
internal sealed record CheckpointBlock(string Name, long Length, FloatsSource Floats);
