namespace Manidala.Engine.Model;

/// <summary>Why a model is unfit.</summary>
/// <param name="Kind">One word of a small set, for metrics.</param>
/// <param name="Found">For people, as the other one.</param>
public sealed record ModelFault(string Kind, string Found, string Allowed)
{
    public string Reason => $"{Found}; allowed: {Allowed}";
}
