using System.Security.Cryptography;
using System.Text;
using Manidala.Engine.Model;
using Manidala.Engine.Telemetry;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Replication;
using Manidala.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Manidala.Grains.Models;

/// <summary>Unpacks, checks and publishes a bundle that arrived as an archive. Works on the thread pool, outside any grain's turn.</summary>
internal sealed partial class BundleIntake(
    IModelRegistry registry,
    ModelFollower follower,
    ModelHost models,
    IOptions<EncoderOptions> encoder,
    IOptions<ModelFilesOptions> files,
    IOptions<ModelGuardOptions> guard,
    EngineMetrics metrics,
    ILogger<BundleIntake> logger)
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
            (BundleManifest manifest, string? gate) = await CheckAsync(folder, terms, cancellationToken);
            string manifestJson = await File.ReadAllTextAsync(Path.Combine(folder, "manifest.json"), Encoding.UTF8, cancellationToken);
            await registry.PublishAsync(folder, manifest.Version, manifest.Name, manifestJson, cancellationToken);
            if (terms.Activate)
            {
                await registry.ActivateAsync(manifest.Version, cancellationToken);
                follower.Wake();
            }

            return ModelsGrain.ToInfo((await registry.ListAsync(cancellationToken)).Single(one => one.Version == manifest.Version)) with { Gate = gate };
        }
        catch (InvalidBundleException invalid)
        {
            Refused("invalid", invalid.Message);
            throw;
        }
        catch (ConflictException unfit)
        {
            Refused(unfit.Kind, unfit.Message);
            throw;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Loads it whole, as a silo will: a model that cannot be served is not published.</summary>
    private async Task<(BundleManifest Manifest, string? Gate)> CheckAsync(string folder, PublishTerms terms, CancellationToken cancellationToken)
    {
        LoadedModel model = LoadedModel.Load(folder, encoder.Value);
        try
        {
            string? gate = terms.Activate ? await PassGateAsync(model.Manifest, terms, cancellationToken) : null;
            if (terms is { Activate: true, Force: false })
            {
                RefuseSlow(model);
            }

            return (model.Manifest, gate);
        }
        finally
        {
            model.Retire();
        }
    }

    private void RefuseSlow(LoadedModel candidate)
    {
        if (models.Current is not { } active || !active.TryAcquire())
        {
            return;
        }

        try
        {
            (TimeSpan ofCandidate, TimeSpan ofActive) = StepSpeed.Compare(candidate, active);
            if (ModelGuard.Compare(ofCandidate, ofActive, guard.Value) is { } fault)
            {
                throw new ConflictException(
                    "slower-model", "The model is slower than the active one", "encoder.onnx", fault.Found, $"{fault.Allowed} of {active.Version}, or force");
            }
        }
        finally
        {
            active.Release();
        }
    }

    private void Refused(string kind, string reason)
    {
        metrics.ModelRefused(kind);
        LogRefused(reason);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "A model was not published: {Reason}")]
    private partial void LogRefused(string reason);
}
