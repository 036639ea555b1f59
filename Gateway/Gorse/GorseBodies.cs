using System.Collections.Immutable;
using System.Text.Json;
using Manidala.Gateway.Http;
using Manidala.Gateway.Items;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Gorse;

/// <summary>
/// Reads what Gorse's clients send: names are matched to the letter, what is unknown is left, and null is the same as nothing. Thread-safe.
/// </summary>
internal sealed class GorseBodies(FeedbackTypeMap types)
{
    public const int MaxCommentLength = 4096;

    private const string AllowedObject = "an object";
    private const string NoLabels = "null";

    private static readonly string AllowedComment = $"a text of at most {MaxCommentLength} characters without U+0000";
    private static readonly string AllowedCategories = $"an array of at most {ItemParser.MaxCategories} texts";

    public static ProfileRecord User(JsonField field)
    {
        string? id = null, comment = null, labels = null;
        foreach ((JsonField member, string name) in Members(field))
        {
            switch (name)
            {
                case "UserId": id = member.Id(); break;
                case "Labels": labels = GorseLabels.Check(member); break;
                case "Comment": comment = Comment(member); break;
            }
        }

        return new(id ?? throw field.Missing("UserId", Ids.Allowed), labels ?? NoLabels, comment ?? "");
    }

    /// <summary>What a patch of a user changes; the id is the address's.</summary>
    public static (string? LabelsJson, string? Comment) UserPatch(JsonField field)
    {
        string? comment = null, labels = null;
        foreach ((JsonField member, string name) in Members(field))
        {
            switch (name)
            {
                case "Labels": labels = GorseLabels.Check(member); break;
                case "Comment": comment = Comment(member); break;
            }
        }

        return (labels, comment);
    }

    public static ItemRecord Item(JsonField field)
    {
        string? id = null;
        ItemChanges given = Changes(field, (member, name) => id = name == "ItemId" ? member.Id() : id);
        return new(
            id ?? throw field.Missing("ItemId", Ids.Allowed), given.Title ?? "", given.Categories ?? [], given.AttributesJson ?? "{}",
            given.IsHidden ?? false, given.TimestampMs ?? GorseTimes.MissingMs, null);
    }

    /// <summary>What a patch of an item changes; the id is the address's.</summary>
    public static ItemChanges ItemPatch(JsonField field) => Changes(field, static (_, _) => { });

    /// <summary>Who gave feedback, and what.</summary>
    public (string UserId, NewFeedback Feedback) Feedback(JsonField field)
    {
        (string? user, NewFeedback feedback) = Read(field);
        return (user ?? throw field.Missing("UserId", Ids.Allowed), feedback);
    }

    /// <summary>Feedback of a session, which need not be anybody's.</summary>
    public NewFeedback SessionFeedback(JsonField field) => Read(field).Feedback;

    private (string? UserId, NewFeedback Feedback) Read(JsonField field)
    {
        string? type = null, user = null, item = null, labels = null, comment = null;
        double value = 0;
        long time = GorseTimes.MissingMs;
        foreach ((JsonField member, string name) in Members(field))
        {
            switch (name)
            {
                case "FeedbackType": type = member.Id(); break;
                case "UserId" when !IsEmpty(member): user = member.Id(); break;
                case "ItemId": item = member.Id(); break;
                case "Value": value = member.FiniteNumber(); break;
                case "Timestamp": time = Time(member); break;
                case "Labels": labels = GorseLabels.Check(member); break;
                case "Comment": comment = Comment(member); break;
            }
        }

        type = type ?? throw field.Missing("FeedbackType", Ids.Allowed);
        item = item ?? throw field.Missing("ItemId", Ids.Allowed);
        return (user, new(type, item, types.Of(type), value, time, labels ?? NoLabels, comment ?? ""));
    }

    private static bool IsEmpty(JsonField field) => field.Value.ValueKind == JsonValueKind.String && field.Value.ValueEquals("");

    private static ItemChanges Changes(JsonField field, Action<JsonField, string> other)
    {
        var changes = new ItemChanges();
        foreach ((JsonField member, string name) in Members(field))
        {
            switch (name)
            {
                case "IsHidden": changes = changes with { IsHidden = member.Flag() }; break;
                case "Categories": changes = changes with { Categories = Categories(member) }; break;
                case "Timestamp": changes = changes with { TimestampMs = Time(member) }; break;
                case "Labels": changes = changes with { AttributesJson = GorseLabels.ToAttributes(GorseLabels.Check(member), member.Path) }; break;
                case "Comment": changes = changes with { Title = Comment(member) }; break;
                default: other(member, name); break;
            }
        }

        return changes;
    }

    private static IEnumerable<(JsonField Member, string Name)> Members(JsonField field)
    {
        foreach (JsonProperty property in field.Properties(AllowedObject))
        {
            JsonField member = field.Member(property, out string name);
            if (property.Value.ValueKind != JsonValueKind.Null)
            {
                yield return (member, name);
            }
        }
    }

    private static ImmutableArray<string> Categories(JsonField field)
    {
        var categories = ImmutableArray.CreateBuilder<string>();
        int index = 0;
        foreach (JsonElement element in field.Elements(0, ItemParser.MaxCategories, AllowedCategories))
        {
            string category = field.Element(element, index++).Id();
            if (!categories.Contains(category))
            {
                categories.Add(category);
            }
        }

        return categories.DrainToImmutable();
    }

    private static long Time(JsonField field) => field.Value.ValueKind == JsonValueKind.String
        ? GorseTimes.Parse(field.Unicode(int.MaxValue, GorseTimes.Allowed), field.Path)
        : throw field.Invalid(GorseTimes.Allowed);

    private static string Comment(JsonField field)
    {
        string comment = field.Value.ValueKind == JsonValueKind.String ? field.Unicode(MaxCommentLength, AllowedComment) : throw field.Invalid(AllowedComment);
        return comment.Contains('\0', StringComparison.Ordinal) ? throw new InvalidRequestException(field.Path, "a text with U+0000", AllowedComment) : comment;
    }
}
