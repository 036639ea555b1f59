namespace Manidala.Storage;

/// <summary>What an app tells of a user, beside what the user does.</summary>
/// <param name="LabelsJson">A JSON value, passed on as it is.</param>
public sealed record StoredProfile(string UserId, string LabelsJson, string Comment)
{
    public const string NoLabels = "null";
}

/// <summary>The <c>profile</c> table.</summary>
public interface IProfileStore
{
    /// <summary>Inserts or replaces the profiles whole; of a user given twice, the first counts.</summary>
    Task PutAsync(IReadOnlyCollection<StoredProfile> profiles, CancellationToken cancellationToken);

    /// <summary>Changes what is not null; false where the user has no profile.</summary>
    Task<bool> ChangeAsync(string userId, string? labelsJson, string? comment, CancellationToken cancellationToken);

    Task<StoredProfile?> GetAsync(string userId, CancellationToken cancellationToken);

    /// <summary>The first of those whose user is not before <paramref name="from"/>, by user.</summary>
    Task<IReadOnlyList<StoredProfile>> ReadPageAsync(string from, int limit, CancellationToken cancellationToken);
}
