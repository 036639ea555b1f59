using System.Collections.Immutable;
using Manidala.Grains.Interfaces;
using Manidala.Storage;
using Orleans.Concurrency;

namespace Manidala.Grains.Users;

/// <summary>Reads and writes profiles. Holds nothing itself.</summary>
[StatelessWorker]
internal sealed class ProfilesGrain(IProfileStore store) : Grain, IProfilesGrain
{
    public Task Put(ImmutableArray<ProfileRecord> profiles, CancellationToken cancellationToken) => store.PutAsync(
        [.. profiles.Select(profile => new StoredProfile(profile.UserId, profile.LabelsJson, profile.Comment))], cancellationToken);

    public Task<bool> Change(string userId, string? labelsJson, string? comment, CancellationToken cancellationToken) =>
        store.ChangeAsync(userId, labelsJson, comment, cancellationToken);

    public async Task<ProfileRecord?> Get(string userId, CancellationToken cancellationToken) =>
        await store.GetAsync(userId, cancellationToken) is { } profile ? ContractMapping.ToRecord(profile) : null;

    public async Task<ImmutableArray<ProfileRecord>> Page(string from, int limit, CancellationToken cancellationToken) =>
        [.. (await store.ReadPageAsync(from, limit, cancellationToken)).Select(ContractMapping.ToRecord)];
}
