using System.Security.Cryptography;
using System.Text;
using Manidala.Engine.Model;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Replication;
using Manidala.Storage;
using Microsoft.Extensions.Options;

namespace Manidala.Grains.Models;

/// <summary>Unpacks, checks and publishes a bundle that arrived as an archive. Works on the thread pool, outside any grain's turn.</summary>
internal sealed class BundleIntake(
    IModelRegistry registry, ModelFollower follower, IOptions<EncoderOptions> encoder, IOptions<ModelFilesOptions> files)
{
    /// <summary>A file that vanishes when it is closed.</summary>
    public FileStream CreateArchive() => new(
        NewPath("upload"),
        new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        });

    public Task<ModelInfo> PublishAsync(FileStream archive, PublishTerms terms, CancellationToken cancellationToken) =>
        Task.Run(() => UnpackAndPublishAsync(archive, terms, cancellationToken), cancellationToken);

    private async Task<ModelInfo> UnpackAndPublishAsync(FileStream archive, PublishTerms terms, CancellationToken cancellationToken)
    {
        string folder = NewPath("unpacked");
        Directory.CreateDirectory(folder);
        try
        {
            archive.Position = 0;
            await BundleUnpacking.UnpackAsync(archive, folder, cancellationToken);

            // Loaded whole, as a silo will load it: a model that cannot be served is not published.
            LoadedModel model = LoadedModel.Load(folder, encoder.Value);
            BundleManifest manifest = model.Manifest;
            model.Retire();
            string? gate = terms.Activate ? await PassGateAsync(manifest, terms, cancellationToken) : null;
            string manifestJson = await File.ReadAllTextAsync(Path.Combine(folder, "manifest.json"), Encoding.UTF8, cancellationToken);
            await registry.PublishAsync(folder, manifest.Version, manifest.Name, manifestJson, cancellationToken);
            if (terms.Activate)
            {
                await registry.ActivateAsync(manifest.Version, cancellationToken);
                follower.Wake();
            }

            return ModelsGrain.ToInfo((await registry.ListAsync(cancellationToken)).Single(one => one.Version == manifest.Version)) with { Gate = gate };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Before anything is stored: a model that may not be served changes nothing.</summary>
    private async Task<string> PassGateAsync(BundleManifest candidate, PublishTerms terms, CancellationToken cancellationToken)
    {
        BundleManifest? active = await registry.GetActiveAsync(cancellationToken) is { } model ? ModelsGrain.ManifestOf(model) : null;
        GateVerdict verdict = PublishGate.Check(candidate, active, terms.Margin);
        return verdict switch
        {
            { IsRefused: false } => verdict.Note,
            _ when terms.Force => $"forced: {verdict.Note}",
            _ => throw new ConflictException(
                "worse-model", "The model is worse than the active one", ValidationMetrics.NdcgKey, verdict.Found, verdict.Allowed),
        };
    }

    private string NewPath(string what)
    {
        Directory.CreateDirectory(files.Value.Folder);
        return Path.Combine(files.Value.Folder, $"{what}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
    }
}
