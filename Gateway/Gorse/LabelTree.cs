using System.Text;
using System.Text.Json;
using Manidala.Gateway.Http;

namespace Manidala.Gateway.Gorse;

/// <summary>Attributes put back into the objects that their names say. Not thread-safe.</summary>
internal sealed class LabelTree
{
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LabelTree> _within = new(StringComparer.Ordinal);

    public void Add(IReadOnlyList<string> path, JsonElement value)
    {
        LabelTree tree = this;
        foreach (string part in path.SkipLast(1))
        {
            if (!tree._within.TryGetValue(part, out LabelTree? next))
            {
                tree._within.Add(part, next = new LabelTree());
            }

            tree = next;
        }

        tree._values[path[^1]] = value;
    }

    public string ToJson()
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, JsonResponse.WriterOptions))
        {
            Write(writer);
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach ((string name, JsonElement value) in _values.Where(pair => !_within.ContainsKey(pair.Key)))
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        foreach ((string name, LabelTree tree) in _within)
        {
            writer.WritePropertyName(name);
            tree.Write(writer);
        }

        writer.WriteEndObject();
    }
}
