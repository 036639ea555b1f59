namespace Manidala.Training.Import;

/// <summary>Descriptions of items from one or more files.</summary>
internal interface IItemSource
{
    /// <summary>What is read, for messages.</summary>
    string Path { get; }

    /// <summary>The good items; of those that stand more than once the last counts. The others are counted as malformed.</summary>
    IEnumerable<DescribedItem> Read(SourceFiles files, MalformedLines malformed);
}
