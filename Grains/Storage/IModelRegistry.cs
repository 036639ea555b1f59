namespace Manidala.Storage;

/// <summary>A published model, as the registry lists it.</summary>
/// <param name="ManifestJson">The bundle's <c>manifest.json</c>, verbatim.</param>
/// <param name="RejectedFor">Why it was taken back by itself after its last activation; null where it was not.</param>
public sealed record RegisteredModel(
    string Version,
    string Name,
    bool IsActive,
    DateTimeOffset PublishedAt,
    DateTimeOffset? ActivatedAt,
    long Bytes,
    string ManifestJson,
    string? RejectedFor = null);

/// <summary>Published bundles, kept as rows so that one store is enough for a cluster.</summary>
public interface IModelRegistry
{
    /// <summary>
    /// Stores every file of the folder under the version, in one transaction or invisible until whole. Publishing a version that is there already
    /// changes nothing. The caller has checked the bundle.
    /// </summary>
    Task PublishAsync(string folder, string version, string name, string manifestJson, CancellationToken cancellationToken);

    /// <summary>Every published model, newest first.</summary>
    Task<IReadOnlyList<RegisteredModel>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The active model; null before the first activation.</summary>
    Task<RegisteredModel?> GetActiveAsync(CancellationToken cancellationToken);

    /// <summary>Makes the version active; false where it is unknown.</summary>
    Task<bool> ActivateAsync(string version, CancellationToken cancellationToken);

    /// <summary>Activates the version that was active before the current one and answers it; null where there is none.</summary>
    Task<string?> RollBackAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The same where this version is active, and keeps why; null where another one is, or none was before it. Silos that come to the same opinion at the same
    /// moment go back once.
    /// </summary>
    Task<string?> RejectAsync(string version, string reason, CancellationToken cancellationToken);

    /// <summary>Writes the version's files into the folder (made new; a partial one is never left under that name); false where it is unknown.</summary>
    Task<bool> DownloadAsync(string version, string folder, CancellationToken cancellationToken);
}
