using Manidala.Storage.Sql;

namespace Manidala.Storage.Feedback;

/// <summary>The <c>feedback</c> table. Thread-safe.</summary>
internal sealed class FeedbackStore(SqlDatabase database) : IFeedbackStore, IAsyncDisposable
{
    private const string Live = $"SELECT {FeedbackRows.Columns} FROM feedback WHERE is_deleted = @no";

    private readonly FeedbackWriter _writer = new(database);

    public Task<IReadOnlyList<StoredFeedback>> FindAsync(string userId, IReadOnlyCollection<string> itemIds, CancellationToken cancellationToken)
    {
        StorableText.Check(userId, nameof(userId));
        foreach (string item in itemIds)
        {
            StorableText.Check(item, nameof(itemIds));
        }

        return ListAsync(
            $"SELECT {FeedbackRows.Columns} FROM feedback WHERE user_id = @user AND item_id IN ({database.Dialect.ListOfIds})",
            cancellationToken, ("user", userId), ("ids", Catalog.ItemRows.IdsToJson(itemIds)));
    }

    public Task PutAsync(IReadOnlyList<StoredFeedback> feedback, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(feedback);
        foreach (StoredFeedback each in feedback)
        {
            FeedbackRows.Check(each);
        }

        return feedback.Count == 0 ? Task.CompletedTask : _writer.WriteAsync(feedback, cancellationToken);
    }

    public Task<IReadOnlyList<StoredFeedback>> ReadOfUserAsync(string userId, string? feedbackType, long untilMs, CancellationToken cancellationToken) =>
        ListAsync(
            $"{Live} AND user_id = @user AND timestamp_ms <= @until{OfType(feedbackType)} ORDER BY item_id, feedback_type",
            cancellationToken, ("no", false), ("user", StorableText.Check(userId, nameof(userId))), ("until", untilMs), ("kind", Text(feedbackType)));

    public Task<IReadOnlyList<StoredFeedback>> ReadOfItemAsync(string itemId, string? feedbackType, int limit, CancellationToken cancellationToken) =>
        ListAsync(
            $"{Live} AND item_id = @item{OfType(feedbackType)} ORDER BY timestamp_ms DESC, user_id, feedback_type LIMIT @limit",
            cancellationToken, ("no", false), ("item", StorableText.Check(itemId, nameof(itemId))), ("limit", limit), ("kind", Text(feedbackType)));

    public Task<IReadOnlyList<StoredFeedback>> ReadOfUserAndItemAsync(string userId, string itemId, CancellationToken cancellationToken) =>
        ListAsync(
            $"{Live} AND user_id = @user AND item_id = @item ORDER BY feedback_type",
            cancellationToken, ("no", false), ("user", StorableText.Check(userId, nameof(userId))), ("item", StorableText.Check(itemId, nameof(itemId))));

    public Task<IReadOnlyList<StoredFeedback>> ReadPageAsync(
        string? feedbackType, FeedbackKey? from, long untilMs, int limit, CancellationToken cancellationToken) =>
        ListAsync(
            $"""
            {Live} AND timestamp_ms <= @until{OfType(feedbackType)} AND (feedback_type, user_id, item_id) >= (@fromKind, @fromUser, @fromItem)
            ORDER BY feedback_type, user_id, item_id LIMIT @limit
            """,
            cancellationToken,
            ("no", false), ("until", untilMs), ("kind", Text(feedbackType)), ("limit", limit),
            ("fromKind", Text(from?.FeedbackType)), ("fromUser", Text(from?.UserId)), ("fromItem", Text(from?.ItemId)));

    public Task<IReadOnlyList<StoredFeedback>> ReadDueAsync(string userId, long nowMs, CancellationToken cancellationToken) => ListAsync(
        $"SELECT {FeedbackRows.Columns} FROM feedback WHERE is_pending = @yes AND timestamp_ms <= @now AND user_id = @user ORDER BY timestamp_ms, item_id",
        cancellationToken, ("yes", true), ("now", nowMs), ("user", StorableText.Check(userId, nameof(userId))));

    public Task<IReadOnlyList<string>> ReadDueUsersAsync(long nowMs, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<string>>(
            async connection => await connection
                .Command(
                    "SELECT DISTINCT user_id FROM feedback WHERE is_pending = @yes AND timestamp_ms <= @now LIMIT @limit",
                    ("yes", true), ("now", nowMs), ("limit", limit))
                .ListAsync(row => row.GetString(0), cancellationToken).ConfigureAwait(false),
            cancellationToken);

    public Task<IReadOnlyList<FeedbackNeighbour>> ReadNeighboursAsync(string userId, int items, int usersAnItem, CancellationToken cancellationToken)
    {
        StorableText.Check(userId, nameof(userId));
        return database.ReadAsync(connection => FeedbackNeighbours.ReadAsync(connection, userId, items, usersAnItem, cancellationToken), cancellationToken);
    }

    public Task<int> DeleteOfItemAsync(string itemId, CancellationToken cancellationToken) => database.WriteAsync(
        WriteLock.Feedback,
        connection => connection
            .Command(
                """
                UPDATE feedback SET is_deleted = @yes, is_pending = @no, version = version + 1, value = 0, labels = @labels, comment = ''
                WHERE item_id = @item AND is_deleted = @no
                """,
                ("yes", true), ("no", false), ("labels", StoredProfile.NoLabels), ("item", StorableText.Check(itemId, nameof(itemId))))
            .ExecuteAsync(cancellationToken),
        cancellationToken);

    public Task EraseUserAsync(string userId, CancellationToken cancellationToken) => database.WriteAsync(
        WriteLock.Feedback,
        async connection =>
        {
            StorableText.Check(userId, nameof(userId));
            await connection.Command("DELETE FROM feedback WHERE user_id = @user", ("user", userId)).ExecuteAsync(cancellationToken).ConfigureAwait(false);
            return await connection.Command("DELETE FROM profile WHERE user_id = @user", ("user", userId)).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Commits what waits.</summary>
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private static string OfType(string? feedbackType) => feedbackType is null ? "" : " AND feedback_type = @kind";

    private static string Text(string? text) => StorableText.Check(text ?? "", nameof(text));

    private Task<IReadOnlyList<StoredFeedback>> ListAsync(
        string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
        database.ReadAsync<IReadOnlyList<StoredFeedback>>(
            async connection => await connection.Command(sql, parameters).ListAsync(FeedbackRows.Read, cancellationToken).ConfigureAwait(false),
            cancellationToken);
}
