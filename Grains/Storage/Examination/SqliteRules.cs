namespace Manidala.Storage.Examination;

/// <summary>What has to be so in <c>manidala.db</c>, each with a query for what is not: a line of text for each fault.</summary>
internal static class SqliteRules
{
    public const string Whole = "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'";

    public static readonly (string Rule, string Faults)[] OfJournal =
    [
        ("every row by user is an interaction, as the journal has it",
            """
            SELECT 'row by user with sequence ' || known.sequence FROM interaction_by_user AS known LEFT JOIN interaction USING (sequence)
            WHERE interaction.user_id IS NOT known.user_id OR interaction.event_key IS NOT known.event_key OR interaction.item_id IS NOT known.item_id
                OR interaction.type IS NOT known.type OR interaction.value IS NOT known.value OR interaction.happened_ms IS NOT known.happened_ms
            """),
        ("every interaction up to indexed.through is found by its user",
            """
            SELECT 'interaction ' || interaction.sequence FROM interaction LEFT JOIN interaction_by_user AS known USING (user_id, event_key)
            WHERE interaction.sequence <= (SELECT through FROM indexed) AND known.sequence IS NOT interaction.sequence
            """),
        ("a user has each interaction once",
            "SELECT COUNT(*) || ' interactions up to ' || MAX(sequence) || ' with one id of their user' FROM interaction GROUP BY user_id, event_key HAVING COUNT(*) > 1"),
        ("indexed is one row, and not ahead of the journal",
            """
            SELECT 'indexed has ' || COUNT(*) || ' rows, up to ' || COALESCE(MAX(through), 'none') || '; the journal gave out ' || given
            FROM indexed, (SELECT COALESCE(MAX(seq), 0) AS given FROM sqlite_sequence WHERE name = 'interaction') HAVING COUNT(*) <> 1 OR MAX(through) > given
            """),
        ("no sequence is given out again",
            """
            SELECT 'interaction ' || MAX(sequence) || ' above ' || given
            FROM interaction, (SELECT COALESCE(MAX(seq), 0) AS given FROM sqlite_sequence WHERE name = 'interaction') HAVING MAX(sequence) > given
            """),
        ("what is referred to is there", """SELECT 'row ' || rowid || ' of ' || "table" FROM pragma_foreign_key_check"""),
        ("all files of a model are as long as they were published",
            """
            SELECT name || ' of model ' || version FROM model_file GROUP BY version, name HAVING SUM(LENGTH(content)) <> MAX(file_bytes)
            """),
    ];
}
