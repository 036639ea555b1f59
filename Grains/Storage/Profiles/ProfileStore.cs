using System.Data.Common;
using Manidala.Storage.Sql;

namespace Manidala.Storage.Profiles;

/// <summary>The <c>profile</c> table. Thread-safe.</summary>
internal sealed class ProfileStore(SqlDatabase database) : IProfileStore
{
    private const string Select = "SELECT user_id, labels, comment FROM profile";

    public Task PutAsync(IReadOnlyCollection<StoredProfile> profiles, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        StoredProfile[] first = [.. profiles.DistinctBy(profile => profile.UserId)];
        Array.ForEach(first, Check);
        return database.WriteAsync(
            WriteLock.Feedback,
            async connection =>
            {
                foreach (StoredProfile profile in first)
                {
                    await connection
                        .Command(
                            """
                            INSERT INTO profile (user_id, labels, comment) VALUES (@user, @labels, @comment)
                            ON CONFLICT (user_id) DO UPDATE SET labels = excluded.labels, comment = excluded.comment
                            """,
                            ("user", profile.UserId), ("labels", profile.LabelsJson), ("comment", profile.Comment))
                        .ExecuteAsync(cancellationToken).ConfigureAwait(false);
                }

                return first.Length;
            },
            cancellationToken);
    }

    public Task<bool> ChangeAsync(string userId, string? labelsJson, string? comment, CancellationToken cancellationToken) => database.WriteAsync(
        WriteLock.Feedback,
        async connection =>
        {
            if ((await FindAsync(connection, userId, cancellationToken).ConfigureAwait(false)) is not { } stored)
            {
                return false;
            }

            StoredProfile changed = stored with { LabelsJson = labelsJson ?? stored.LabelsJson, Comment = comment ?? stored.Comment };
            Check(changed);
            await connection
                .Command(
                    "UPDATE profile SET labels = @labels, comment = @comment WHERE user_id = @user",
                    ("labels", changed.LabelsJson), ("comment", changed.Comment), ("user", userId))
                .ExecuteAsync(cancellationToken).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    public Task<StoredProfile?> GetAsync(string userId, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => FindAsync(connection, userId, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<StoredProfile>> ReadPageAsync(string from, int limit, CancellationToken cancellationToken)
    {
        StorableText.Check(from, nameof(from));
        return database.ReadAsync<IReadOnlyList<StoredProfile>>(
            async connection => await connection
                .Command($"{Select} WHERE user_id >= @from ORDER BY user_id LIMIT @limit", ("from", from), ("limit", limit))
                .ListAsync(Read, cancellationToken).ConfigureAwait(false),
            cancellationToken);
    }

    private static async Task<StoredProfile?> FindAsync(DbConnection connection, string userId, CancellationToken cancellationToken)
    {
        StorableText.Check(userId, nameof(userId));
        List<StoredProfile> found = await connection.Command($"{Select} WHERE user_id = @user", ("user", userId))
            .ListAsync(Read, cancellationToken).ConfigureAwait(false);
        return found.SingleOrDefault();
    }

    private static void Check(StoredProfile profile)
    {
        StorableText.Check(profile.UserId, nameof(profile.UserId));
        StorableText.Check(profile.LabelsJson, nameof(profile.LabelsJson));
        StorableText.Check(profile.Comment, nameof(profile.Comment));
    }

    private static StoredProfile Read(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2));
}
