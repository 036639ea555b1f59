using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Manidala.Engine.Catalog;
using Manidala.Engine.Feeds;
using Manidala.Engine.Sessions;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Users;
using Manidala.Storage;

namespace Manidala.Grains;

/// <summary>The one place that knows both vocabularies: messages speak of external ids, the engine of ordinals.</summary>
internal static class ContractMapping
{
    public static Interaction[] ToInteractions(string userId, ImmutableArray<NewInteraction> interactions, InteractionTypes types)
    {
        if (interactions.Length is 0 or > Limits.MaxInteractionsPerCall)
        {
            throw new InvalidRequestException(
                "interactions", $"{interactions.Length} entries", $"1 to {Limits.MaxInteractionsPerCall}");
        }

        var mapped = new Interaction[interactions.Length];
        for (int index = 0; index < mapped.Length; index++)
        {
            NewInteraction next = interactions[index];
            if (!types.Accepts(next.Type))
            {
                throw new InvalidRequestException("type", $"\"{next.Type}\"", types.Names);
            }

            // Of a known type the one string that all share.
            string type = types.TryGet(next.Type, out InteractionType known) ? known.Name : next.Type;
            mapped[index] = new Interaction(next.Id, userId, next.ItemId, type, next.TimestampMs, next.Value);
        }

        return mapped;
    }

    public static ImmutableArray<RecordedInteraction> ToRecorded(
        ImmutableArray<NewInteraction> interactions, IReadOnlyList<AppendResult> results)
    {
        var recorded = ImmutableArray.CreateBuilder<RecordedInteraction>(interactions.Length);
        for (int index = 0; index < interactions.Length; index++)
        {
            recorded.Add(new RecordedInteraction(interactions[index].Id, results[index].Sequence, results[index].IsDuplicate));
        }

        return recorded.MoveToImmutable();
    }

    public static JournaledInteraction ToJournaled(JournalEntry entry) => new(
        entry.Sequence, entry.Interaction.ItemId, entry.Interaction.Type, entry.Interaction.TimestampMs, entry.Interaction.Value,
        entry.Interaction.Id, entry.RecordedMs);

    public static SessionView ToView(string userId, UserSession session, string? model, int count)
    {
        var recent = ImmutableArray.CreateBuilder<JournaledInteraction>();
        for (int index = session.RecentCount - 1; index >= 0 && recent.Count < count; index--)
        {
            SessionEvent shown = session.RecentEvent(index);
            recent.Add(new JournaledInteraction(shown.Sequence, shown.ItemId, shown.Type.Name, shown.TimestampMs, shown.Value));
        }

        return new SessionView(userId, session.LastSequence, model, session.Seen.Count, recent.ToImmutable());
    }

    public static HeldSession ToHeld(UserSession session, byte[] state, byte[] snapshot, CatalogSnapshot catalog) => new(
        session.LastSequence,
        session.Encoder.ModelVersion,
        [.. Enumerable.Range(0, session.Seen.Count).Select(index => catalog.IdOf(session.Seen[index])).OfType<string>()],
        [.. Enumerable.Range(0, session.HistoryCount).Select(index => catalog.IdOf(session.HistoryStep(index).Item)).OfType<string>()],
        ImmutableCollectionsMarshal.AsImmutableArray(state),
        ImmutableCollectionsMarshal.AsImmutableArray(snapshot));

    /// <param name="surface">Null for the built-in feed.</param>
    public static FeedPlan ToPlan(FeedQuery query, FeedView view, Surface? surface)
    {
        if (query.Count is < 1 or > Limits.MaxFeedItems)
        {
            throw new InvalidRequestException("n", $"{query.Count}", $"1 to {Limits.MaxFeedItems}");
        }

        ImmutableArray<int> served = [];
        if (query.Cursor is not null && !FeedCursor.TryRead(query.Cursor, out served))
        {
            throw new InvalidRequestException("cursor", "not a cursor of this service", "the cursor of the page before, unchanged");
        }

        EligibleItems eligible = ToEligible(query.Category, query.AlsoIn, view);
        if (query.Attributes is { } attributes)
        {
            ItemFilter filter = FilterMapping.ToFilter(attributes);
            eligible = view.Narrow(eligible, filter.Key, filter.Match);
        }

        return new FeedPlan(eligible, served, ToExcluded(query.Exclude, served, view.Catalog), surface);
    }

    private static ImmutableArray<int> ToExcluded(ImmutableArray<string> ids, ImmutableArray<int> served, CatalogSnapshot catalog)
    {
        if (ids.IsDefaultOrEmpty)
        {
            return served;
        }

        var excluded = ImmutableArray.CreateBuilder<int>(served.Length + ids.Length);
        excluded.AddRange(served);
        foreach (string id in ids)
        {
            if (catalog.TryGetOrdinal(id, out int ordinal))
            {
                excluded.Add(ordinal);
            }
        }

        return excluded.DrainToImmutable();
    }

    public static EligibleItems ToEligible(string? category, ImmutableArray<string>? alsoIn, FeedView view)
    {
        EligibleItems eligible = ToEligible(category, view);
        foreach (string other in alsoIn ?? [])
        {
            eligible = eligible.And(ToEligible(other, view));
        }

        return eligible;
    }

    private static EligibleItems ToEligible(string? category, FeedView view) =>
        view.Eligible(category)
        ?? throw new InvalidRequestException("category", $"\"{category}\", which no recommendable item has", "one of GET /v1/categories");

    public static Item Apply(ItemChanges changes, Item item)
    {
        ImmutableArray<string> categories = changes.Categories ?? item.Categories;
        if (changes.AddedCategory is { } added && !categories.Contains(added))
        {
            categories = categories.Add(added);
        }

        return item with
        {
            Title = changes.Title ?? item.Title,
            Categories = changes.RemovedCategory is { } removed ? categories.Remove(removed) : categories,
            AttributesJson = changes.AttributesJson ?? item.AttributesJson,
            IsHidden = changes.IsHidden ?? item.IsHidden,
            Timestamp = changes.TimestampMs is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : item.Timestamp,
        };
    }

    public static FeedbackRecord ToRecord(StoredFeedback feedback) => new(
        new FeedbackPlace(feedback.Key.FeedbackType, feedback.Key.UserId, feedback.Key.ItemId),
        feedback.Value, feedback.TimestampMs, feedback.LabelsJson, feedback.Comment);

    public static ProfileRecord ToRecord(StoredProfile profile) => new(profile.UserId, profile.LabelsJson, profile.Comment);

    public static ImmutableArray<FeedItem> ToFeedItems(ReadOnlySpan<FeedEntry> entries, CatalogSnapshot catalog, bool withItems)
    {
        var items = ImmutableArray.CreateBuilder<FeedItem>(entries.Length);
        foreach (FeedEntry entry in entries)
        {
            string id = catalog.IdOf(entry.Ordinal) ?? throw new InvalidOperationException($"Ordinal {entry.Ordinal} is not in the catalogue.");
            items.Add(new FeedItem(id, entry.Score, NameOf(entry.Source), withItems ? ToRecord(catalog[entry.Ordinal]!) : null));
        }

        return items.MoveToImmutable();
    }

    public static ItemRecord ToRecord(Item item) => new(
        item.Id,
        item.Title,
        item.Categories,
        item.AttributesJson,
        item.IsHidden,
        item.Timestamp.ToUnixTimeMilliseconds(),
        item.ExpiresAt?.ToUnixTimeMilliseconds());

    /// <summary>The store gives the ordinal.</summary>
    public static Item ToItem(ItemRecord record) => new(
        Ordinal: 0,
        record.Id,
        record.Title,
        record.Categories,
        record.AttributesJson,
        record.IsHidden,
        DateTimeOffset.FromUnixTimeMilliseconds(record.TimestampMs),
        record.ExpiresMs is { } expires ? DateTimeOffset.FromUnixTimeMilliseconds(expires) : null);

    public static string NameOf(FeedSource source) => source switch
    {
        FeedSource.Session => "session",
        FeedSource.Trending => "trending",
        FeedSource.Exploration => "exploration",
        FeedSource.Similar => "similar",
        FeedSource.Latest => "latest",
        FeedSource.Editorial => "editorial",
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, null),
    };
}
