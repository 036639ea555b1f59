namespace Manidala.Training.Import;

/// <summary>How rows are ordered, and how they lie in a file meanwhile.</summary>
internal interface ISortFormat<T> : IComparer<T>
{
    /// <summary>What a row weighs in memory, in any measure.</summary>
    long WeightOf(T row);

    void Write(BinaryWriter writer, T row);

    T Read(BinaryReader reader);
}
