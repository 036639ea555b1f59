using System.Collections.Immutable;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Tests.Cluster;

/// <summary>A registry of two models.</summary>
public sealed class TestModelsGrain : Grain, IModelsGrain
{
    public static ModelInfo Info(string version, bool isActive) => new(version, "test", isActive, 1700000000000, 9, 3, 100, "{\"hr@10\":0.25}");

    public Task<ImmutableArray<ModelInfo>> List(CancellationToken cancellationToken = default) =>
        Task.FromResult<ImmutableArray<ModelInfo>>([Info("v2", true), Info("v1", false)]);

    public Task<ModelInfo> Activate(string version, CancellationToken cancellationToken = default) => version is "v1" or "v2"
        ? Task.FromResult(Info(version, true))
        : throw new InvalidRequestException("version", $"'{version}'", "v1, v2");

    public Task<ModelInfo> RollBack(CancellationToken cancellationToken = default) => Task.FromResult(Info("v1", true));
}

/// <summary>Keeps what is uploaded for the test to look at.</summary>
public sealed class TestModelUploadGrain(World world) : Grain, IModelUploadGrain
{
    private World.Upload Upload => world.Uploads.GetOrAdd(this.GetPrimaryKeyString(), _ => new());

    public Task Append(long offset, byte[] bytes, CancellationToken cancellationToken = default)
    {
        if (offset != Upload.Chunks.Sum(chunk => (long)chunk.Length) || bytes.Length > Limits.MaxUploadChunkBytes)
        {
            throw new InvalidOperationException($"A chunk of {bytes.Length} bytes at {offset} does not follow.");
        }

        Upload.Chunks.Add(bytes);
        return Task.CompletedTask;
    }

    public Task<ModelInfo> Publish(PublishTerms terms, CancellationToken cancellationToken = default)
    {
        Upload.IsActivated = terms.Activate;
        Upload.Terms = terms;
        return Upload.Chunks[0][0] == 'X'
            ? throw new InvalidRequestException("manifest.json", "missing", "a bundle's manifest")
            : Task.FromResult(TestModelsGrain.Info("v3", terms.Activate));
    }

    public Task Abandon()
    {
        Upload.IsAbandoned = true;
        return Task.CompletedTask;
    }
}

public sealed class TestHealthGrain(World world) : Grain, IHealthGrain
{
    public async Task<HealthReport> Check(CancellationToken cancellationToken = default)
    {
        await world.EnterAsync("health", cancellationToken);
        return world.Health;
    }
}

public sealed class TestNoOpGrain : Grain, INoOpGrain
{
    public Task<int> Call(CancellationToken cancellationToken = default) => Task.FromResult(1);
}
