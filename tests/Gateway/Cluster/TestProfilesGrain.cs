using System.Collections.Immutable;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Tests.Cluster;

/// <summary>Profiles in memory.</summary>
public sealed class TestProfilesGrain(World world) : Grain, IProfilesGrain
{
    public Task Put(ImmutableArray<ProfileRecord> profiles, CancellationToken cancellationToken = default)
    {
        foreach (var profile in profiles)
        {
            world.Profiles[profile.UserId] = profile;
        }

        return Task.CompletedTask;
    }

    public Task<bool> Change(string userId, string? labelsJson, string? comment, CancellationToken cancellationToken = default)
    {
        if (!world.Profiles.TryGetValue(userId, out var profile))
        {
            return Task.FromResult(false);
        }

        world.Profiles[userId] = profile with { LabelsJson = labelsJson ?? profile.LabelsJson, Comment = comment ?? profile.Comment };
        return Task.FromResult(true);
    }

    public Task<ProfileRecord?> Get(string userId, CancellationToken cancellationToken = default) =>
        Task.FromResult(world.Profiles.GetValueOrDefault(userId));

    public Task<ImmutableArray<ProfileRecord>> Page(string from, int limit, CancellationToken cancellationToken = default) =>
        Task.FromResult<ImmutableArray<ProfileRecord>>([]);
}
