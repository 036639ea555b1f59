using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Tests.Cluster;

/// <summary>An upload in memory; a bundle whose archive begins with an X is worse than the active one.</summary>
public sealed class TestResumableUploadGrain : Grain, IResumableUploadGrain
{
    private readonly List<byte> _bytes = [];
    private UploadState? _state;
    private string? _part;

    public Task<UploadState> Open(long bytes, string sha256, CancellationToken cancellationToken = default) =>
        Task.FromResult(_state ??= new(this.GetPrimaryKeyString(), bytes, sha256, 0, 1700000000000));

    public Task<UploadState?> Get(CancellationToken cancellationToken = default) => Task.FromResult(_state);

    public Task<UploadState?> BeginPart(string part, long offset, long length, long total, CancellationToken cancellationToken = default)
    {
        if (_state is not null && offset != _bytes.Count)
        {
            throw new ConflictException("wrong-offset", "Wrong", "Content-Range", $"from {offset}", $"from {_bytes.Count}", _bytes.Count);
        }

        _part = part;
        return Task.FromResult(_state);
    }

    public Task<UploadState?> Append(string part, long offset, byte[] bytes, CancellationToken cancellationToken = default)
    {
        if (part != _part || offset != _bytes.Count || bytes.Length > Limits.MaxUploadChunkBytes)
        {
            throw new InvalidOperationException($"A chunk of {bytes.Length} bytes at {offset} does not follow.");
        }

        _bytes.AddRange(bytes);
        _state = _state! with { Received = _bytes.Count };
        return Task.FromResult<UploadState?>(_state);
    }

    public Task EndPart(string part)
    {
        _part = _part == part ? null : throw new InvalidOperationException("Another part ends.");
        return Task.CompletedTask;
    }

    public Task<ModelInfo?> Publish(PublishTerms terms, CancellationToken cancellationToken = default) => _state switch
    {
        null => Task.FromResult<ModelInfo?>(null),
        _ when _bytes[0] == 'X' && !terms.Force =>
            throw new ConflictException("worse-model", "Worse", "validation.ndcg@10", "0.1", $"0.2 less {terms.Margin:0.###}, or force"),
        _ => Task.FromResult<ModelInfo?>(TestModelsGrain.Info("v4", terms.Activate) with { Gate = "better" }),
    };

    public Task<bool> Delete(CancellationToken cancellationToken = default)
    {
        bool wasThere = _state is not null;
        _state = null;
        _bytes.Clear();
        return Task.FromResult(wasThere);
    }
}
