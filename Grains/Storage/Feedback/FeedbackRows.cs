using System.Data.Common;
using Manidala.Storage.Sql;

namespace Manidala.Storage.Feedback;

/// <summary>Feedback as a row.</summary>
internal static class FeedbackRows
{
    public const string Columns =
        "feedback_type, user_id, item_id, value, timestamp_ms, labels, comment, type, version, is_pending, is_deleted";

    private const string Upsert =
        """
        INSERT INTO feedback (feedback_type, user_id, item_id, value, timestamp_ms, labels, comment, type, version, is_pending, is_deleted)
        VALUES (@kind, @user, @item, @value, @time, @labels, @comment, @type, @version, @pending, @deleted)
        ON CONFLICT (feedback_type, user_id, item_id) DO UPDATE SET value = excluded.value, timestamp_ms = excluded.timestamp_ms, labels = excluded.labels,
            comment = excluded.comment, type = excluded.type, version = excluded.version, is_pending = excluded.is_pending, is_deleted = excluded.is_deleted
        """;

    public static void Check(StoredFeedback feedback)
    {
        StorableText.Check(feedback.Key.FeedbackType, nameof(FeedbackKey.FeedbackType));
        StorableText.Check(feedback.Key.UserId, nameof(FeedbackKey.UserId));
        StorableText.Check(feedback.Key.ItemId, nameof(FeedbackKey.ItemId));
        StorableText.Check(feedback.LabelsJson, nameof(feedback.LabelsJson));
        StorableText.Check(feedback.Comment, nameof(feedback.Comment));
        StorableText.Check(feedback.Type, nameof(feedback.Type));
    }

    public static Task WriteAsync(DbConnection connection, StoredFeedback feedback, CancellationToken cancellationToken) => connection
        .Command(
            Upsert,
            ("kind", feedback.Key.FeedbackType), ("user", feedback.Key.UserId), ("item", feedback.Key.ItemId), ("value", feedback.Value),
            ("time", feedback.TimestampMs), ("labels", feedback.LabelsJson), ("comment", feedback.Comment), ("type", feedback.Type),
            ("version", feedback.Version), ("pending", feedback.IsPending), ("deleted", feedback.IsDeleted))
        .ExecuteAsync(cancellationToken);

    public static StoredFeedback Read(DbDataReader row) => new(
        new FeedbackKey(row.GetString(0), row.GetString(1), row.GetString(2)),
        row.GetDouble(3),
        row.GetInt64(4),
        row.GetString(5),
        row.GetString(6),
        row.GetString(7),
        row.GetInt64(8),
        row.GetBoolean(9),
        row.GetBoolean(10));
}
