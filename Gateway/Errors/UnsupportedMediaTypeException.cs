namespace Manidala.Gateway.Errors;

/// <summary>A body of a type that the address does not read.</summary>
internal sealed class UnsupportedMediaTypeException(string found, string allowed) : Exception($"Content-Type is {found}; allowed: {allowed}.")
{
    public string Found => found;

    public string Allowed => allowed;
}
