namespace Manidala.Bench.Plan;

/// <summary>A number that the capacity model multiplies by; its name in the cost file, its unit and what it means.</summary>
internal sealed record CostTerm(string Name, string Unit, string Meaning)
{
    public const string Seconds = "s";
    public const string Bytes = "B";
    public const string Share = "1";
    public const string Rate = "1/s";

    public static CostTerm FeedGateway { get; } = new("feedGateway", Seconds, "processor time of a feed in the gateway");

    public static CostTerm FeedSilo { get; } = new("feedSilo", Seconds, "processor time of a feed in the silo, without retrieval");

    public static CostTerm InteractionGateway { get; } = new("interactionGateway", Seconds, "processor time of an interaction in the gateway");

    public static CostTerm InteractionSilo { get; } =
        new("interactionSilo", Seconds, "processor time of an interaction in the silo, with the encoder's step and, in one process, the embedded database");

    public static CostTerm InteractionDatabase { get; } = new("interactionDatabase", Seconds, "processor time of an interaction's row in PostgreSQL");

    public static CostTerm SnapshotDatabase { get; } = new("snapshotDatabase", Seconds, "processor time of a session's snapshot in PostgreSQL");

    public static CostTerm SnapshotsPerInteraction { get; } = new("snapshotsPerInteraction", Share, "snapshots of sessions an interaction");

    public static CostTerm Crossing { get; } = new("crossing", Seconds, "processor time on each side of a call from one process to another");

    public static CostTerm ModelCall { get; } = new("modelCall", Seconds, "processor time on each side of what a silo asks of a model silo, in groups");

    public static CostTerm EmbeddedInteractions { get; } = new("embeddedInteractions", Rate, "durable interactions that the embedded database takes, however many cores there are");

    public static CostTerm FeedTail { get; } = new("feedTail", Seconds, "p99 of a feed at half load in one process");

    public static CostTerm CrossingTail { get; } = new("crossingTail", Seconds, "what a call from one process to another adds to p99 at half load");

    public static CostTerm ProcessMemory { get; } = new("processMemory", Bytes, "memory of a silo under load without users and items");

    public static CostTerm GatewayMemory { get; } = new("gatewayMemory", Bytes, "memory of a gateway under load");

    public static CostTerm DatabaseMemory { get; } = new("databaseMemory", Bytes, "memory of PostgreSQL and its system without data");

    public static CostTerm DatabaseActiveUser { get; } = new("databaseActiveUser", Bytes, "memory of the database for a user whose session is active");

    public static CostTerm ItemMemory { get; } = new("itemMemory", Bytes, "memory of an item in every silo: catalogue, vectors, and a second model while one is switched");

    public static CostTerm ItemRow { get; } = new("itemRow", Bytes, "an item in the database, with its vectors in the registry");

    public static CostTerm ActiveUser { get; } = new("activeUser", Bytes, "memory of a user whose session is active");

    public static CostTerm ActiveShare { get; } = new("activeShare", Share, "users active at the peak, until 15 minutes after their last use, over daily users");

    public static CostTerm KnownUser { get; } = new("knownUser", Bytes, "a known user's snapshot in the database");

    public static CostTerm KnownUsers { get; } = new("knownUsers", Share, "users ever met over daily users");

    public static CostTerm JournalRow { get; } = new("journalRow", Bytes, "an interaction in the journal, with its indexes");

    public static CostTerm MachineDisk { get; } = new("machineDisk", Bytes, "disk of every machine for system and program");

    public static CostTerm FeedAnswer { get; } = new("feedAnswer", Bytes, "a feed of 20 items as the gateway sends it");

    public static CostTerm FeedMessage { get; } = new("feedMessage", Bytes, "the same from silo to gateway");

    public static CostTerm InteractionAnswer { get; } = new("interactionAnswer", Bytes, "the answer to an interaction as the gateway sends it");

    public static CostTerm InteractionMessage { get; } = new("interactionMessage", Bytes, "the same from silo to gateway");

    public static IReadOnlyList<CostTerm> All { get; } =
    [
        FeedGateway, FeedSilo, InteractionGateway, InteractionSilo, InteractionDatabase, SnapshotDatabase, SnapshotsPerInteraction, Crossing, ModelCall,
        EmbeddedInteractions, FeedTail, CrossingTail, ProcessMemory, GatewayMemory, DatabaseMemory, DatabaseActiveUser, ItemMemory, ItemRow, ActiveUser,
        ActiveShare, KnownUser, KnownUsers, JournalRow, MachineDisk, FeedAnswer, FeedMessage, InteractionAnswer, InteractionMessage,
    ];
}
