namespace Manidala.Grains.Interfaces;

/// <summary>The caller's mistake: which field, what was found in it, and what is allowed.</summary>
[GenerateSerializer, Alias("manidala.InvalidRequestException")]
public sealed class InvalidRequestException : Exception
{
    public InvalidRequestException(string field, string found, string allowed)
        : base($"{field} is {found}; allowed: {allowed}.")
    {
        Field = field;
        Found = found;
        Allowed = allowed;
    }

    [Id(0)]
    public string Field { get; }

    [Id(1)]
    public string Found { get; }

    [Id(2)]
    public string Allowed { get; }
}
