using System.Text;

namespace Manidala.Gateway.Gorse;

/// <summary>The names of labels that lie in objects, as one name of an attribute.</summary>
internal static class LabelNames
{
    public const char Separator = '.';

    private const char Escape = '\\';

    /// <summary>One part of a name, so that it can stand between separators.</summary>
    public static string Joined(string part) => part
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace(".", "\\.", StringComparison.Ordinal);

    public static string Escaped(string name) => Escape + name;

    public static IReadOnlyList<string> Split(string name)
    {
        List<string> parts = [];
        var part = new StringBuilder();
        for (int at = 0; at < name.Length; at++)
        {
            if (name[at] == Separator)
            {
                parts.Add(part.ToString());
                part.Clear();
                continue;
            }

            at += name[at] == Escape && at + 1 < name.Length ? 1 : 0;
            part.Append(name[at]);
        }

        return [.. parts, part.ToString()];
    }
}
