using System.Collections.Immutable;
using System.Text.Json;
using Manidala.Engine.Model;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Replication;
using Manidala.Storage;

namespace Manidala.Grains.Models;

/// <summary>Lists and chooses models; the registry in the database is the state.</summary>
internal sealed class ModelsGrain(IModelRegistry registry, ModelFollower follower) : Grain, IModelsGrain
{
    public async Task<ImmutableArray<ModelInfo>> List(CancellationToken cancellationToken) =>
        [.. (await registry.ListAsync(cancellationToken)).Select(ToInfo)];

    public async Task<ModelInfo> Activate(string version, CancellationToken cancellationToken)
    {
        if (!await registry.ActivateAsync(version, cancellationToken))
        {
            throw new InvalidRequestException("version", $"\"{version}\", which is not published", "one of GET /v1/models");
        }

        follower.Wake();
        return await FindAsync(version, cancellationToken);
    }

    public async Task<ModelInfo> RollBack(CancellationToken cancellationToken)
    {
        string version = await registry.RollBackAsync(cancellationToken)
            ?? throw new InvalidRequestException("version", "the first one that was active", "a rollback after a second activation");
        follower.Wake();
        return await FindAsync(version, cancellationToken);
    }

    internal static ModelInfo ToInfo(RegisteredModel model)
    {
        BundleManifest manifest = ManifestOf(model);
        return new ModelInfo(
            model.Version,
            model.Name,
            model.IsActive,
            model.PublishedAt.ToUnixTimeMilliseconds(),
            manifest.TrainedThrough,
            manifest.ItemCount,
            model.Bytes,
            JsonSerializer.Serialize(manifest.Metrics),
            RejectedFor: model.RejectedFor);
    }

    internal static BundleManifest ManifestOf(RegisteredModel model) =>
        JsonSerializer.Deserialize<BundleManifest>(model.ManifestJson)
            ?? throw new InvalidOperationException($"Model {model.Version} has no manifest.");

    private async Task<ModelInfo> FindAsync(string version, CancellationToken cancellationToken) =>
        ToInfo((await registry.ListAsync(cancellationToken)).Single(model => model.Version == version));
}
