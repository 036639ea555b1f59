namespace Manidala.Grains.Interfaces;

/// <summary>
/// The arrival of one bundle's archive in parts that may come hours and processes apart; the key is the upload's id. What has arrived lies in the
/// database, so the grain may move at any time. Where a call answers null there is no such upload.
/// </summary>
[Alias("manidala.IResumableUploadGrain")]
public interface IResumableUploadGrain : IGrainWithStringKey
{
    /// <summary>Opens the upload, or answers how far it is; throws <see cref="ConflictException"/> where there are too many others.</summary>
    [Alias("Open")]
    Task<UploadState> Open(long bytes, string sha256, CancellationToken cancellationToken = default);

    [Alias("Get")]
    Task<UploadState?> Get(CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives the upload to one part, until its end or until it has been silent for some seconds; throws <see cref="ConflictException"/> where the
    /// part does not begin where the upload goes on, or while another part has the upload.
    /// </summary>
    /// <param name="part">A name for this part, drawn by the caller.</param>
    [Alias("BeginPart")]
    Task<UploadState?> BeginPart(string part, long offset, long length, long total, CancellationToken cancellationToken = default);

    /// <summary>Stores bytes of the part durably; at most 1 MiB a call.</summary>
    [Alias("Append")]
    Task<UploadState?> Append(string part, long offset, byte[] bytes, CancellationToken cancellationToken = default);

    [Alias("EndPart")]
    Task EndPart(string part);

    /// <summary>
    /// Checks the whole archive's digest and the bundle in full, and publishes it; the upload is then gone, but where the gate refuses, it stays.
    /// Throws <see cref="InvalidRequestException"/> or <see cref="ConflictException"/>.
    /// </summary>
    [Alias("Publish")]
    [ResponseTimeout("00:05:00")]
    Task<ModelInfo?> Publish(PublishTerms terms, CancellationToken cancellationToken = default);

    /// <summary>False where there was no such upload.</summary>
    [Alias("Delete")]
    Task<bool> Delete(CancellationToken cancellationToken = default);
}

/// <summary>How far an upload is.</summary>
/// <param name="Received">The offset at which it goes on.</param>
/// <param name="ExpiresMs">When it is removed if nothing more arrives.</param>
[GenerateSerializer, Immutable, Alias("manidala.UploadState")]
public sealed record UploadState(
    [property: Id(0)] string Id,
    [property: Id(1)] long Bytes,
    [property: Id(2)] string Sha256,
    [property: Id(3)] long Received,
    [property: Id(4)] long ExpiresMs);
