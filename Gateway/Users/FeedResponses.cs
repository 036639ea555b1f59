using System.Collections.Immutable;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Users;

/// <summary>From the grains' messages to the API's shapes.</summary>
internal static class FeedResponses
{
    public static PlainFeedResponse From(Feed feed) => new(
        feed.RecommendationId, feed.UserId, feed.Sequence, feed.Model, feed.IsFallback, Entries(feed.Items), feed.Cursor);

    public static Entry[] Entries(ImmutableArray<FeedItem> items)
    {
        var entries = new Entry[items.Length];
        for (int at = 0; at < entries.Length; at++)
        {
            var item = items[at];
            entries[at] = new(item.Id, item.Score, item.Source, item.Item is null ? null : From(item.Item));
        }

        return entries;
    }

    public static JournaledEntry From(JournaledInteraction interaction) => new(
        interaction.Sequence, interaction.ItemId, interaction.Type, interaction.TimestampMs, interaction.Value, interaction.Key, interaction.RecordedMs);

    public static HeldSessionResponse From(HeldSession held) => new(
        held.Sequence, held.Model, [.. held.Seen], [.. held.History], [.. held.State], held.Snapshot.IsEmpty ? null : [.. held.Snapshot]);

    public static HeldFeedback From(FeedbackRecord feedback) => new(
        feedback.Place.FeedbackType, feedback.Place.ItemId, feedback.Value, feedback.TimestampMs, new(feedback.LabelsJson), feedback.Comment);

    private static EntryItem From(ItemRecord item) => new(item.Title, item.Categories, new(item.AttributesJson), item.TimestampMs);
}
