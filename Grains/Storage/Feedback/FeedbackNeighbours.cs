using System.Data.Common;
using Manidala.Storage.Sql;

namespace Manidala.Storage.Feedback;

/// <summary>Counts which users gave feedback on the same items, an item at a time: bounded, however popular the items are.</summary>
internal static class FeedbackNeighbours
{
    private const string NewestItems =
        """
        SELECT item_id FROM feedback WHERE user_id = @user AND is_deleted = @no
        GROUP BY item_id ORDER BY MAX(timestamp_ms) DESC, item_id LIMIT @limit
        """;

    private const string NewestUsers =
        "SELECT user_id FROM feedback WHERE item_id = @item AND is_deleted = @no ORDER BY timestamp_ms DESC, user_id LIMIT @limit";

    public static async Task<IReadOnlyList<FeedbackNeighbour>> ReadAsync(
        DbConnection connection, string userId, int items, int usersAnItem, CancellationToken cancellationToken)
    {
        List<string> own = await connection.Command(NewestItems, ("user", userId), ("no", false), ("limit", items))
            .ListAsync(row => row.GetString(0), cancellationToken).ConfigureAwait(false);
        var shared = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string item in own)
        {
            List<string> users = await connection.Command(NewestUsers, ("item", item), ("no", false), ("limit", usersAnItem))
                .ListAsync(row => row.GetString(0), cancellationToken).ConfigureAwait(false);
            foreach (string other in users.Distinct(StringComparer.Ordinal).Where(other => other != userId))
            {
                shared[other] = shared.GetValueOrDefault(other) + 1;
            }
        }

        return
        [
            .. shared.OrderByDescending(other => other.Value).ThenBy(other => other.Key, StringComparer.Ordinal)
                .Select(other => new FeedbackNeighbour(other.Key, (double)other.Value / own.Count)),
        ];
    }
}
