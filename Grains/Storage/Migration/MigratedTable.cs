namespace Manidala.Storage.Migration;

/// <summary>A table, and where its rows come from.</summary>
/// <param name="Source">The table in SQLite.</param>
internal sealed record MigratedTable(string Name, string Source, params MigratedColumn[] Columns)
{
    /// <summary>All of the truth, in an order in which what is referred to comes first. The sessions' snapshots are a cache, and the list of silos is PostgreSQL's own.</summary>
    public static IReadOnlyList<MigratedTable> All { get; } =
    [
        new("item", "item",
            Short("ordinal"), Text("id"), Text("title"), Text("categories"), Text("attributes"), Flag("is_hidden"), Whole("timestamp_ms"), Whole("expires_ms"), Flag("is_deleted"), Whole("change_sequence")),

        // Of the interactions: SQLite's own table by user may be behind.
        new("interaction_key", "interaction", Text("user_id"), Bytes("event_key"), Whole("sequence")),
        new("interaction", "interaction",
            Whole("sequence"), Text("user_id"), Bytes("event_key"), Text("item_id"), Text("type"), Real("value"), Whole("happened_ms"), Whole("recorded_ms")),
        new("erasure", "erasure", Whole("number"), Whole("erased_ms"), Whole("interactions")),
        new("model", "model", Whole("number"), Text("version"), Text("name"), Text("manifest"), Whole("bytes"), Whole("published_ms")),
        new("model_file", "model_file", Text("version"), Text("name"), Short("chunk"), Whole("file_bytes"), Bytes("content")),
        new("model_activation", "model_activation", Whole("number"), Text("version"), Whole("activated_ms"), Whole("rolled_back_ms"), Text("rejected_for")),
        new("model_upload", "model_upload", Text("id"), Whole("bytes"), Text("sha256"), Whole("received"), Whole("touched_ms")),
        new("model_upload_part", "model_upload_part", Text("id"), Whole("position"), Bytes("content")),
        new("profile", "profile", Text("user_id"), Text("labels"), Text("comment")),
        new("feedback", "feedback",
            Text("feedback_type"), Text("user_id"), Text("item_id"), Real("value"), Whole("timestamp_ms"), Text("labels"), Text("comment"), Text("type"), Whole("version"), Flag("is_pending"), Flag("is_deleted")),
        new("feed_rule", "feed_rule", Text("name"), Text("rule")),
    ];

    public string ColumnList => string.Join(", ", Columns.Select(column => column.Name));

    private static MigratedColumn Whole(string name) => new(name, ColumnKind.Whole);

    private static MigratedColumn Short(string name) => new(name, ColumnKind.Short);

    private static MigratedColumn Real(string name) => new(name, ColumnKind.Real);

    private static MigratedColumn Text(string name) => new(name, ColumnKind.Text);

    private static MigratedColumn Bytes(string name) => new(name, ColumnKind.Bytes);

    private static MigratedColumn Flag(string name) => new(name, ColumnKind.Flag);
}
