using Manidala.Engine.Model;
using Manidala.Grains.Interfaces;

namespace Manidala.Grains.Models;

/// <summary>Takes in one bundle's archive; an upload that is given up disappears with its grain.</summary>
internal sealed class ModelUploadGrain(BundleIntake intake) : Grain, IModelUploadGrain
{
    private FileStream? _archive;

    public async Task Append(long offset, byte[] bytes, CancellationToken cancellationToken)
    {
        if (bytes.Length > Limits.MaxUploadChunkBytes)
        {
            throw new InvalidRequestException("bytes", $"{bytes.Length} long", $"at most {Limits.MaxUploadChunkBytes}");
        }

        _archive ??= intake.CreateArchive();
        if (offset != _archive.Position)
        {
            throw new InvalidRequestException("offset", $"{offset}", $"{_archive.Position}, the bytes that have arrived");
        }

        await _archive.WriteAsync(bytes, cancellationToken);
    }

    public async Task<ModelInfo> Publish(PublishTerms terms, CancellationToken cancellationToken)
    {
        if (_archive is null)
        {
            throw new InvalidRequestException("body", "empty", "a tar archive of a bundle's files");
        }

        try
        {
            return await intake.PublishAsync(_archive, terms, cancellationToken);
        }
        catch (InvalidBundleException invalid)
        {
            throw new InvalidRequestException("bundle", invalid.Message, "the files of one bundle, as training writes it");
        }
        finally
        {
            await Abandon();
        }
    }

    public async Task Abandon()
    {
        if (_archive is { } archive)
        {
            _archive = null;
            await archive.DisposeAsync();
        }

        DeactivateOnIdle();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_archive is not null)
        {
            await _archive.DisposeAsync();
        }
    }
}
