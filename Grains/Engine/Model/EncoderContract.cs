using System.Text.Json.Serialization;

namespace Manidala.Engine.Model;

/// <summary>The tensor contract of <c>encoder.onnx</c>; docs/bundle.md describes each kind. Only kind and state size exist in format 1.</summary>
/// <param name="Kind"><c>recurrent</c>, <c>sequence</c> or <c>user</c>.</param>
/// <param name="StateSize">Numbers that a session keeps for the encoder; for the kinds without a state of their own, what the last inputs take, packed.</param>
/// <param name="Inputs">Role to tensor name, for every input that the file has; absent: <c>state</c> and <c>item</c>.</param>
/// <param name="Outputs">Role to tensor name, where it is not the role's own.</param>
/// <param name="InteractionTypes">Names by the number that the file takes for a type; number 0 is <c>other</c>, which stands for every type not in the list.</param>
/// <param name="Length">sequence: how many of the newest interactions the file takes.</param>
/// <param name="Padding">sequence: <c>left</c> (places before the oldest are empty; the default) or <c>right</c>.</param>
/// <param name="PaddingItem">sequence: the number that stands in an empty place; -1 where it is not given.</param>
/// <param name="FirstItem">The number that the file has for the item of row 0; 0 where it is not given.</param>
/// <param name="Constants">user: tensors that always get the same value, by name; numbers are written with a dot.</param>
public sealed record EncoderContract(
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("stateSize")] int StateSize,
    [property: JsonPropertyName("inputs"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? Inputs = null,
    [property: JsonPropertyName("outputs"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? Outputs = null,
    [property: JsonPropertyName("interactionTypes"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? InteractionTypes = null,
    [property: JsonPropertyName("length"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Length = null,
    [property: JsonPropertyName("padding"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Padding = null,
    [property: JsonPropertyName("paddingItem"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? PaddingItem = null,
    [property: JsonPropertyName("firstItem"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? FirstItem = null,
    [property: JsonPropertyName("constants"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? Constants = null)
{
    /// <summary>One step an interaction, over a state.</summary>
    public const string Recurrent = "recurrent";

    /// <summary>The newest interactions, encoded anew each time.</summary>
    public const string Sequence = "sequence";

    /// <summary>Who the user is and a few features: the query tower of two.</summary>
    public const string User = "user";

    /// <summary>The name at place 0 of every list of types.</summary>
    public const string OtherType = "other";

    public const string PadLeft = "left";
    public const string PadRight = "right";

    /// <summary>Most interactions of a sequence.</summary>
    public const int MaxLength = 2048;

    /// <summary>The tensor of this role; null where the file has none.</summary>
    public string? InputOf(string role) => Inputs is not null
        ? Inputs.GetValueOrDefault(role)
        : Kind == Recurrent && role is EncoderRoles.State or EncoderRoles.Item ? role : null;

    public string OutputOf(string role) => Outputs?.GetValueOrDefault(role) ?? role;

    /// <summary>The same with the state size that a kind without a state of its own needs; a recurrent one says it itself.</summary>
    public EncoderContract WithPackedState() => Kind switch
    {
        Sequence when Length is not null => this with { StateSize = SequenceState.SizeOf(this) },
        User => this with { StateSize = UserState.Size },
        _ => this,
    };

    /// <summary>The same, its dictionaries in order, so that equal contracts are written as equal bytes.</summary>
    internal EncoderContract InOrder() => this with { Inputs = Sort(Inputs), Outputs = Sort(Outputs), Constants = Sort(Constants) };

    private static SortedDictionary<string, string>? Sort(IReadOnlyDictionary<string, string>? pairs) =>
        pairs is null ? null : new SortedDictionary<string, string>(pairs.ToDictionary(), StringComparer.Ordinal);
}
