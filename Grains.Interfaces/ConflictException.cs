namespace Manidala.Grains.Interfaces;

/// <summary>The request is well-formed, and what is there already forbids it.</summary>
[GenerateSerializer, Alias("manidala.ConflictException")]
public sealed class ConflictException : Exception
{
    /// <param name="kind">Names the kind of conflict, for programs; stable.</param>
    /// <param name="title">The same for people.</param>
    /// <param name="offset">Where an upload goes on; null for other conflicts.</param>
    public ConflictException(string kind, string title, string field, string found, string allowed, long? offset = null)
        : base($"{field} is {found}; allowed: {allowed}.")
    {
        Kind = kind;
        Title = title;
        Field = field;
        Found = found;
        Allowed = allowed;
        Offset = offset;
    }

    [Id(0)]
    public string Kind { get; }

    [Id(1)]
    public string Title { get; }

    [Id(2)]
    public string Field { get; }

    [Id(3)]
    public string Found { get; }

    [Id(4)]
    public string Allowed { get; }

    [Id(5)]
    public long? Offset { get; }
}
