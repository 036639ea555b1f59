namespace Manidala.EndToEnd.Tests.Support;

/// <summary>What a user does, as a client reports it.</summary>
internal sealed record Deed(string UserId, string ItemId, string Type, long Timestamp, string Id, double Value = 1);

internal sealed record PostAnswer(IReadOnlyList<PostedDeed> Results);

internal sealed record PostedDeed(string Id, long? Sequence, bool? Duplicate);

internal sealed record FeedAnswer(long Sequence, string? Model, bool Fallback, IReadOnlyList<FeedEntry> Items)
{
    public bool Shows(string item) => Items.Any(entry => entry.Id == item);
}

internal sealed record FeedEntry(string Id, float Score, string Source);

internal sealed record ExportAnswer(IReadOnlyList<ExportedDeed> Interactions);

internal sealed record ExportedDeed(long Sequence, string ItemId, string Type, long Timestamp, double Value);

internal sealed record CategoriesAnswer(IReadOnlyList<string> Categories);

internal sealed record ModelsAnswer(IReadOnlyList<ModelAnswer> Models);

internal sealed record ModelAnswer(string Version, bool Active);

internal sealed record ProblemAnswer(string Type, string Title, int Status, string? Field);
