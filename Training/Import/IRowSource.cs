namespace Manidala.Training.Import;

/// <summary>A file of interactions.</summary>
internal interface IRowSource
{
    /// <summary>Whether the rows come in the order in which they happened; if not, they are sorted by their times.</summary>
    bool IsInOrder { get; }

    string Path { get; }

    /// <summary>The good rows; the others are counted.</summary>
    IEnumerable<ImportedInteraction> Read(TextFile file, MalformedLines malformed);
}
