using System.Collections.Immutable;
using System.Text.Json;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Users;

/// <summary><c>GET /v1/users/{id}</c>: all that is held of a user; the journal is streamed a page at a time.</summary>
internal sealed class ExportEndpoint(IGrainFactory grains, GrainCalls calls)
{
    internal const int PageSize = 1000;

    public async Task GetAsync(HttpContext context)
    {
        string userId = RouteIds.Of(context);
        var user = grains.FindUser(userId);

        // The first page comes before the headers, so that a cluster that is away still gets its problem document.
        var session = await calls.CallAsync(user, static (user, cancel) => user.ExportSession(cancel), context.RequestAborted);
        var page = await PageAsync(user, 0, context.RequestAborted);
        var profile = await calls.CallAsync(
            (profiles: grains.Find<IProfilesGrain>(), userId), static (call, cancel) => call.profiles.Get(call.userId, cancel), context.RequestAborted);
        var feedback = await calls.CallAsync(
            (grain: grains.Find<IFeedbackGrain>(), userId), static (call, cancel) => call.grain.OfUser(call.userId, null, true, cancel), context.RequestAborted);
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter, JsonResponse.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("userId", userId);
        writer.WriteStartArray("interactions");
        while (!page.IsEmpty)
        {
            await WriteAsync(context, writer, page);
            page = await PageAsync(user, page[^1].Sequence, context.RequestAborted);
        }

        writer.WriteEndArray();
        writer.WritePropertyName("session");
        JsonSerializer.Serialize(writer, FeedResponses.From(session), JsonContracts.Default.HeldSessionResponse);
        if (profile is not null)
        {
            writer.WritePropertyName("profile");
            JsonSerializer.Serialize(writer, new HeldProfile(new(profile.LabelsJson), profile.Comment), JsonContracts.Default.HeldProfile);
        }

        if (!feedback.IsEmpty)
        {
            writer.WritePropertyName("feedback");
            JsonSerializer.Serialize(writer, [.. feedback.Select(FeedResponses.From)], JsonContracts.Default.HeldFeedbackArray);
        }

        writer.WriteEndObject();
        await writer.FlushAsync(context.RequestAborted);
    }

    private Task<ImmutableArray<JournaledInteraction>> PageAsync(IUserGrain user, long after, CancellationToken aborted) =>
        calls.CallAsync((user, after), static (call, cancel) => call.user.Export(call.after, PageSize, cancel), aborted);

    private static async Task WriteAsync(HttpContext context, Utf8JsonWriter writer, ImmutableArray<JournaledInteraction> page)
    {
        foreach (var interaction in page)
        {
            JsonSerializer.Serialize(writer, FeedResponses.From(interaction), JsonContracts.Default.JournaledEntry);
        }

        await writer.FlushAsync(context.RequestAborted);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
