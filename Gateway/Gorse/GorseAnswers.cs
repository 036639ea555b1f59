using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Gorse;

/// <summary>From the grains' messages to Gorse's shapes.</summary>
internal static class GorseAnswers
{
    public static Task AffectedAsync(HttpContext context, int rows) =>
        JsonResponse.WriteAsync(context, new GorseSuccess(rows), GorseContracts.Default.GorseSuccess);

    public static Task ScoresAsync(HttpContext context, IEnumerable<GorseScore> scores)
    {
        context.Response.Headers.CacheControl = "no-store";
        return JsonResponse.WriteAsync(context, [.. scores], GorseContracts.Default.GorseScoreArray);
    }

    public static GorseUser From(ProfileRecord profile) => new(profile.UserId, new(profile.LabelsJson), profile.Comment);

    public static GorseItem From(ItemRecord item) => new(
        item.Id, item.IsHidden, item.Categories, GorseTimes.Format(item.TimestampMs), new(GorseLabels.FromAttributes(item.AttributesJson)), item.Title);

    public static GorseFeedback From(FeedbackRecord feedback) => new(
        feedback.Place.FeedbackType, feedback.Place.UserId, feedback.Place.ItemId, feedback.Value, GorseTimes.Format(feedback.TimestampMs),
        new(feedback.LabelsJson), feedback.Comment);

    public static GorseFeedback[] From(IEnumerable<FeedbackRecord> feedback) => [.. feedback.Select(From)];
}
