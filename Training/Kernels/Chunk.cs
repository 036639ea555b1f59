namespace Manidala.Training.Kernels;

/// <summary>Sequences that one thread computes together: few enough rows that all of it stays in a core's cache.</summary>
/// <param name="FirstRow">Among the rows of the whole batch.</param>
/// <param name="Lengths">Rows of each sequence, in order.</param>
internal readonly record struct Chunk(int FirstRow, int Rows, ReadOnlyMemory<int> Lengths);
