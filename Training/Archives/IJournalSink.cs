using Manidala.Storage;

namespace Manidala.Training.Archives;

/// <summary>A file that takes interactions, in order. Disposing it ends it.</summary>
internal interface IJournalSink : IAsyncDisposable
{
    Task AddAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken);
}
