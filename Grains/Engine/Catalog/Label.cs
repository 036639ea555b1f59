using System.Diagnostics.CodeAnalysis;

namespace Manidala.Engine.Catalog;

/// <summary>An attribute and one of its values; written <c>name:value</c>.</summary>
public readonly record struct Label(string Name, string Value)
{
    /// <summary>What a label looks like, for messages.</summary>
    public const string Allowed = "name:value, like brand:acme";

    /// <summary>The name ends at the first colon.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Label label)
    {
        int colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        label = colon > 0 && colon < text!.Length - 1 ? new Label(text[..colon], text[(colon + 1)..]) : default;
        return label.Name is not null;
    }

    public override string ToString() => $"{Name}:{Value}";
}
