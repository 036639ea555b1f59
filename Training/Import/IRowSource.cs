namespace Manidala.Training.Import;

/// <summary>Interactions of one or more files.</summary>
internal interface IRowSource
{
    /// <summary>Whether the rows come in the order in which they happened; if not, they are sorted by their times, those of one time as they were read.</summary>
    bool IsInOrder { get; }

    /// <summary>What is read, for messages.</summary>
    string Path { get; }

    /// <summary>The good rows; the others are counted.</summary>
    IEnumerable<ImportedInteraction> Read(SourceFiles files, MalformedLines malformed);
}
