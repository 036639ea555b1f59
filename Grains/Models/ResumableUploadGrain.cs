using System.Globalization;
using System.Security.Cryptography;
using Manidala.Engine.Model;
using Manidala.Grains.Interfaces;
using Manidala.Storage;
using Microsoft.Extensions.Options;

namespace Manidala.Grains.Models;

/// <summary>
/// Keeps one part at a time at work on one upload. The bytes and how many there are lie in the database, whose own check of the offset holds even where
/// two activations of this grain exist for a moment; what is lost with an activation is only which part was at work.
/// </summary>
internal sealed class ResumableUploadGrain(
    IModelUploads uploads, BundleIntake intake, IOptions<ModelUploadOptions> options, TimeProvider time) : Grain, IResumableUploadGrain
{
    private string? _part;
    private long _partTouched;

    private string Id => this.GetPrimaryKeyString();

    public async Task<UploadState> Open(long bytes, string sha256, CancellationToken cancellationToken)
    {
        ModelUploadOptions bounds = options.Value;
        if (bytes < 1 || bytes > bounds.MaxBytes)
        {
            throw new InvalidRequestException("bytes", Text(bytes), $"1 to {bounds.MaxBytes}");
        }

        await uploads.DeleteUntouchedSinceAsync(time.GetUtcNow() - bounds.Lifetime, cancellationToken);
        StoredUpload upload = await uploads.OpenAsync(Id, bytes, sha256, bounds.MaxUploads, cancellationToken)
            ?? throw new ConflictException(
                "too-many-uploads", "There are too many unfinished uploads", "uploads", $"{bounds.MaxUploads}",
                $"fewer than {bounds.MaxUploads} before another; finish or delete one, or wait until one expires");
        return upload.Bytes == bytes && upload.Sha256 == sha256
            ? ToState(upload)
            : throw new ConflictException(
                "other-upload", "An upload of this id announced something else", "bytes", Text(bytes), $"{upload.Bytes}, as the upload {Id} was opened with");
    }

    public async Task<UploadState?> Get(CancellationToken cancellationToken) =>
        await uploads.FindAsync(Id, cancellationToken) is { } upload ? ToState(upload) : null;

    public async Task<UploadState?> BeginPart(string part, long offset, long length, long total, CancellationToken cancellationToken)
    {
        if (await uploads.FindAsync(Id, cancellationToken) is not { } upload)
        {
            return null;
        }

        if (_part is { } other && other != part && time.GetElapsedTime(_partTouched) < options.Value.PartSilence)
        {
            throw new ConflictException(
                "upload-busy", "Another part of this upload is arriving", "Content-Range", "a second part at the same time", "one part after the other", upload.Received);
        }

        if (total != upload.Bytes)
        {
            throw new InvalidRequestException("Content-Range", $"of {total} bytes in all", $"{upload.Bytes}, as the upload was opened with");
        }

        if (offset != upload.Received)
        {
            throw WrongOffset(offset, upload.Received);
        }

        if (length > upload.Bytes - offset)
        {
            throw new InvalidRequestException("Content-Range", $"{length} bytes from {offset}", $"at most the {upload.Bytes - offset} that are missing");
        }

        (_part, _partTouched) = (part, time.GetTimestamp());
        return ToState(upload);
    }

    public async Task<UploadState?> Append(string part, long offset, byte[] bytes, CancellationToken cancellationToken)
    {
        if (bytes.Length is 0 or > Limits.MaxUploadChunkBytes)
        {
            throw new InvalidRequestException("bytes", $"{bytes.Length} long", $"1 to {Limits.MaxUploadChunkBytes}");
        }

        // Another part has begun since; this one was taken for dead. A grain that has moved knows of none, and the database decides.
        if (_part is { } other && other != part)
        {
            throw new ConflictException(
                "upload-busy", "Another part of this upload is arriving", "Content-Range", "a second part at the same time", "one part after the other");
        }

        StoredUpload? upload = await uploads.AppendAsync(Id, offset, bytes, cancellationToken);
        if (upload is null)
        {
            return null;
        }

        (_part, _partTouched) = (part, time.GetTimestamp());
        return upload.Received == offset + bytes.Length ? ToState(upload) : throw WrongOffset(offset, upload.Received);
    }

    public Task EndPart(string part)
    {
        _part = _part == part ? null : _part;
        return Task.CompletedTask;
    }

    public async Task<ModelInfo?> Publish(PublishTerms terms, CancellationToken cancellationToken)
    {
        if (await uploads.FindAsync(Id, cancellationToken) is not { } upload)
        {
            return null;
        }

        if (upload.Received != upload.Bytes)
        {
            throw new ConflictException(
                "upload-incomplete", "The upload is not complete", "bytes", $"{upload.Received} so far", $"{upload.Bytes}", upload.Received);
        }

        await using FileStream archive = intake.CreateArchive();
        if (!await uploads.CopyToAsync(Id, archive, cancellationToken))
        {
            return null;
        }

        try
        {
            await CheckDigestAsync(upload, archive, cancellationToken);
            ModelInfo published = await intake.PublishAsync(archive, terms, cancellationToken);
            await uploads.DeleteAsync(Id, cancellationToken);
            DeactivateOnIdle();
            return published;
        }
        catch (InvalidBundleException invalid)
        {
            await uploads.DeleteAsync(Id, cancellationToken);
            throw new InvalidRequestException("bundle", invalid.Message, "the files of one bundle, as training writes it");
        }
    }

    public async Task<bool> Delete(CancellationToken cancellationToken)
    {
        DeactivateOnIdle();
        return await uploads.DeleteAsync(Id, cancellationToken);
    }

    // Bytes that are wrong stay wrong, and nobody can say which: the upload begins anew.
    private async Task CheckDigestAsync(StoredUpload upload, FileStream archive, CancellationToken cancellationToken)
    {
        archive.Position = 0;
        string found = Convert.ToHexStringLower(await SHA256.HashDataAsync(archive, cancellationToken));
        if (found != upload.Sha256)
        {
            await uploads.DeleteAsync(Id, cancellationToken);
            throw new InvalidRequestException("sha256", $"{found} of what arrived", $"{upload.Sha256}, as the upload was opened with; it has been removed");
        }
    }

    private static ConflictException WrongOffset(long offset, long received) => new(
        "wrong-offset", "The part does not begin where the upload goes on", "Content-Range", $"from {offset}", $"from {received}", received);

    private UploadState ToState(StoredUpload upload) => new(
        upload.Id, upload.Bytes, upload.Sha256, upload.Received, (upload.TouchedAt + options.Value.Lifetime).ToUnixTimeMilliseconds());

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
