namespace Manidala.Grains.Interfaces;

/// <summary>Feedback to be kept of a user; there is one of a type with an item.</summary>
/// <param name="Type">The interaction type that it counts as.</param>
/// <param name="TimestampMs">When it was given, in Unix milliseconds; one that is yet to come counts from then on.</param>
/// <param name="LabelsJson">A JSON value, passed on as it is.</param>
[GenerateSerializer, Immutable, Alias("manidala.NewFeedback")]
public sealed record NewFeedback(
    [property: Id(0)] string FeedbackType,
    [property: Id(1)] string ItemId,
    [property: Id(2)] string Type,
    [property: Id(3)] double Value,
    [property: Id(4)] long TimestampMs,
    [property: Id(5)] string LabelsJson,
    [property: Id(6)] string Comment);

/// <summary>Feedback as it is kept.</summary>
[GenerateSerializer, Immutable, Alias("manidala.FeedbackRecord")]
public sealed record FeedbackRecord(
    [property: Id(0)] FeedbackPlace Place,
    [property: Id(1)] double Value,
    [property: Id(2)] long TimestampMs,
    [property: Id(3)] string LabelsJson,
    [property: Id(4)] string Comment);

/// <summary>Which feedback it is, and where it stands among all.</summary>
[GenerateSerializer, Immutable, Alias("manidala.FeedbackPlace")]
public sealed record FeedbackPlace(
    [property: Id(0)] string FeedbackType,
    [property: Id(1)] string UserId,
    [property: Id(2)] string ItemId);

/// <summary>What an app tells of a user, beside what the user does.</summary>
/// <param name="LabelsJson">A JSON value, passed on as it is.</param>
[GenerateSerializer, Immutable, Alias("manidala.ProfileRecord")]
public sealed record ProfileRecord(
    [property: Id(0)] string UserId,
    [property: Id(1)] string LabelsJson,
    [property: Id(2)] string Comment);

/// <summary>Something and how much it is like something else.</summary>
[GenerateSerializer, Immutable, Alias("manidala.Likeness")]
public readonly record struct Likeness([property: Id(0)] string Id, [property: Id(1)] double Share);
