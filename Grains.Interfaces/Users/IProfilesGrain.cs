using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Manidala.Grains.Interfaces;

/// <summary>What apps tell of users; every key is the same. A user is erased at the user's grain, with all that there is.</summary>
[Alias("manidala.IProfilesGrain")]
public interface IProfilesGrain : IGrainWithIntegerKey
{
    /// <summary>Stores the profiles whole; of a user given twice, the first counts.</summary>
    [AlwaysInterleave]
    [Alias("Put")]
    Task Put(ImmutableArray<ProfileRecord> profiles, CancellationToken cancellationToken = default);

    /// <summary>Changes what is not null; false where the user has no profile.</summary>
    [AlwaysInterleave]
    [Alias("Change")]
    Task<bool> Change(string userId, string? labelsJson, string? comment, CancellationToken cancellationToken = default);

    [AlwaysInterleave]
    [Alias("Get")]
    Task<ProfileRecord?> Get(string userId, CancellationToken cancellationToken = default);

    /// <summary>The first profiles of those whose user is not before <paramref name="from"/>, by user.</summary>
    [AlwaysInterleave]
    [Alias("Page")]
    Task<ImmutableArray<ProfileRecord>> Page(string from, int limit, CancellationToken cancellationToken = default);
}
