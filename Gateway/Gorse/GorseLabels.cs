using System.Text;
using System.Text.Json;
using Manidala.Gateway.Http;
using Manidala.Gateway.Items;

namespace Manidala.Gateway.Gorse;

/// <summary>
/// Labels: a text, a number, an array of texts or of numbers, or an object of such. An item's are its attributes, which models read: the members of an object by their
/// names (<c>a.b</c> for what is in an object within), all else as the attribute <see cref="Bare"/>. A dot or a backslash in a name, and a member that is called like that
/// attribute, get a backslash before them, so that labels come back as they went.
/// </summary>
internal static class GorseLabels
{
    public const string Bare = "labels";
    public const int MaxBytes = ItemAttributes.MaxBytes;

    private const string Allowed = "null, a text, a number, an array of texts or of numbers, or an object of such";

    /// <summary>The labels, checked, as they are passed on.</summary>
    public static string Check(JsonField field)
    {
        CheckValue(field);
        string json = field.Value.GetRawText();
        return Encoding.UTF8.GetByteCount(json) <= MaxBytes ? json : throw field.Invalid($"labels of at most {MaxBytes} bytes");
    }

    /// <summary>Labels that were checked as an item's attributes.</summary>
    public static string ToAttributes(string labelsJson, string field)
    {
        using JsonDocument labels = JsonDocument.Parse(labelsJson);
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, JsonResponse.WriterOptions))
        {
            writer.WriteStartObject();
            if (labels.RootElement.ValueKind == JsonValueKind.Object)
            {
                WriteMembers(writer, labels.RootElement, "");
            }
            else if (labels.RootElement.ValueKind != JsonValueKind.Null)
            {
                writer.WritePropertyName(Bare);
                labels.RootElement.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        using JsonDocument attributes = JsonDocument.Parse(bytes.ToArray());
        return ItemAttributes.Parse(new JsonField(attributes.RootElement, field));
    }

    /// <summary>An item's attributes as labels; also those that were never labels.</summary>
    public static string FromAttributes(string attributesJson)
    {
        using JsonDocument attributes = JsonDocument.Parse(attributesJson);
        JsonProperty[] members = [.. attributes.RootElement.EnumerateObject()];
        if (members.Length == 0)
        {
            return "null";
        }

        if (members.Length == 1 && members[0].Name == Bare)
        {
            return members[0].Value.GetRawText();
        }

        var root = new LabelTree();
        foreach (JsonProperty member in members)
        {
            root.Add(LabelNames.Split(member.Name), member.Value);
        }

        return root.ToJson();
    }

    private static void WriteMembers(Utf8JsonWriter writer, JsonElement labels, string before)
    {
        foreach (JsonProperty member in labels.EnumerateObject())
        {
            string name = before.Length == 0 && member.Name == Bare ? LabelNames.Escaped(Bare) : before + LabelNames.Joined(member.Name);
            if (member.Value.ValueKind == JsonValueKind.Object)
            {
                WriteMembers(writer, member.Value, name + LabelNames.Separator);
            }
            else if (member.Value.ValueKind != JsonValueKind.Null)
            {
                writer.WritePropertyName(name);
                member.Value.WriteTo(writer);
            }
        }
    }

    private static void CheckValue(JsonField field)
    {
        switch (field.Value.ValueKind)
        {
            case JsonValueKind.Null:
                break;
            case JsonValueKind.String:
                field.Unicode(MaxBytes, Allowed);
                break;
            case JsonValueKind.Number:
                field.FiniteNumber();
                break;
            case JsonValueKind.Array:
                CheckArray(field);
                break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in field.Value.EnumerateObject())
                {
                    CheckValue(field.Member(property, out _));
                }

                break;
            default:
                throw field.Invalid(Allowed);
        }
    }

    private static void CheckArray(JsonField field)
    {
        int index = 0;
        JsonValueKind? kind = null;
        foreach (JsonElement element in field.Value.EnumerateArray())
        {
            JsonField one = field.Element(element, index++);
            kind ??= element.ValueKind;
            if (kind is not (JsonValueKind.String or JsonValueKind.Number) || element.ValueKind != kind)
            {
                throw one.Invalid("texts alone, or numbers alone");
            }

            CheckValue(one);
        }
    }
}
