namespace Manidala.Storage;

/// <summary>A bundle's archive that arrives in parts.</summary>
/// <param name="Bytes">How long it will be.</param>
/// <param name="Sha256">Of the whole, in lower-case hexadecimal digits.</param>
/// <param name="Received">How many bytes are stored, from the first on without a gap.</param>
/// <param name="TouchedAt">When it was opened, or the last part of it stored.</param>
public sealed record StoredUpload(string Id, long Bytes, string Sha256, long Received, DateTimeOffset TouchedAt);

/// <summary>Unfinished uploads, kept as rows so that any process of a cluster can go on with one.</summary>
public interface IModelUploads
{
    /// <summary>
    /// Opens an upload; one of this id that is there already is left as it is and answered. Null where there are <paramref name="most"/> others.
    /// </summary>
    Task<StoredUpload?> OpenAsync(string id, long bytes, string sha256, int most, CancellationToken cancellationToken);

    /// <summary>Null where there is none.</summary>
    Task<StoredUpload?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Stores bytes at the offset if they follow what is stored already; otherwise, or where they would pass the announced length, nothing changes.
    /// Answers the upload as it is then, which tells the two apart by <see cref="StoredUpload.Received"/>; null where there is none.
    /// </summary>
    Task<StoredUpload?> AppendAsync(string id, long offset, byte[] content, CancellationToken cancellationToken);

    /// <summary>Writes all that is stored to the stream, in order; false where there is no such upload.</summary>
    Task<bool> CopyToAsync(string id, Stream target, CancellationToken cancellationToken);

    /// <summary>False where there was none.</summary>
    Task<bool> DeleteAsync(string id, CancellationToken cancellationToken);

    /// <summary>Removes uploads that were not touched since the moment; answers how many.</summary>
    Task<int> DeleteUntouchedSinceAsync(DateTimeOffset moment, CancellationToken cancellationToken);
}
