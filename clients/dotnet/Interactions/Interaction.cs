namespace Manidala.Client;

/// <summary>Something that a user did.</summary>
/// <param name="Type">One of the server's types, such as <c>view</c>, <c>like</c> or <c>hide</c>; with <c>undo:</c> before it to take one back.</param>
public sealed record Interaction(string UserId, string ItemId, string Type)
{
    /// <summary>Makes a repetition harmless; made where it is left out.</summary>
    public string? Id { get; init; }

    /// <summary>When; as it reaches the server where it is left out.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    public double? Value { get; init; }

    /// <summary>False for one that is stored nowhere.</summary>
    public bool? Consent { get; init; }
}
