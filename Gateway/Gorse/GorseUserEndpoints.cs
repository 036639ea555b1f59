using System.Collections.Immutable;
using System.Text.Json;
using Manidala.Gateway.Errors;
using Manidala.Gateway.Http;
using Manidala.Gateway.Users;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Gorse;

/// <summary><c>/api/user</c> and <c>/api/users</c>.</summary>
internal sealed class GorseUserEndpoints(IGrainFactory grains, GrainCalls calls, UserEndpoints users)
{
    private static readonly string AllowedUsers = $"an array of at most {Limits.MaxPageLength} users";

    private IProfilesGrain Profiles => grains.Find<IProfilesGrain>();

    public async Task PutAsync(HttpContext context)
    {
        ProfileRecord profile;
        using (JsonDocument body = await JsonBody.ReadAsync(context))
        {
            profile = GorseBodies.User(new(body.RootElement, ""));
        }

        await StoreAsync(context, [profile]);
    }

    public async Task PutManyAsync(HttpContext context)
    {
        var profiles = ImmutableArray.CreateBuilder<ProfileRecord>();
        using (JsonDocument body = await JsonBody.ReadAsync(context))
        {
            var root = new JsonField(body.RootElement, "");
            foreach (JsonElement element in root.Elements(0, Limits.MaxPageLength, AllowedUsers))
            {
                profiles.Add(GorseBodies.User(root.Element(element, profiles.Count)));
            }
        }

        await StoreAsync(context, profiles.DrainToImmutable());
    }

    public async Task PatchAsync(HttpContext context)
    {
        string id = RouteIds.Of(context);
        (string? labels, string? comment) change;
        using (JsonDocument body = await JsonBody.ReadAsync(context))
        {
            change = GorseBodies.UserPatch(new(body.RootElement, ""));
        }

        bool isThere = await calls.CallAsync(
            (Profiles, id, change),
            static (call, cancel) => call.Profiles.Change(call.id, call.change.labels, call.change.comment, cancel), context.RequestAborted);
        await (isThere ? GorseAnswers.AffectedAsync(context, 1) : ErrorResponses.WriteAsync(context, Unknown(id)));
    }

    public async Task GetAsync(HttpContext context)
    {
        string id = RouteIds.Of(context);
        ProfileRecord? profile = await calls.CallAsync((Profiles, id), static (call, cancel) => call.Profiles.Get(call.id, cancel), context.RequestAborted);
        await (profile is null
            ? ErrorResponses.WriteAsync(context, Unknown(id))
            : JsonResponse.WriteAsync(context, GorseAnswers.From(profile), GorseContracts.Default.GorseUser));
    }

    public async Task ListAsync(HttpContext context)
    {
        int count = GorseQuery.PageLength(context.Request);
        string from = GorseQuery.Cursor(context.Request, parts: 1)?[0] ?? "";
        var page = await calls.CallAsync(
            (Profiles, from, count), static (call, cancel) => call.Profiles.Page(call.from, call.count + 1, cancel), context.RequestAborted);
        string cursor = page.Length > count ? GorseQuery.CursorOf(page[count].UserId) : "";
        await JsonResponse.WriteAsync(
            context, new GorseUsers(cursor, [.. page.Take(count).Select(GorseAnswers.From)]), GorseContracts.Default.GorseUsers);
    }

    /// <summary>Takes all of the user along, and not only the feedback.</summary>
    public async Task DeleteAsync(HttpContext context)
    {
        await users.EraseAsync(grains.FindUser(RouteIds.Of(context)), context.RequestAborted);
        await GorseAnswers.AffectedAsync(context, 1);
    }

    private static Problem Unknown(string id) => ErrorResponses.NotFound($"user {id} not found");

    private async Task StoreAsync(HttpContext context, ImmutableArray<ProfileRecord> profiles)
    {
        await calls.CallAsync(
            (Profiles, profiles),
            static async (call, cancel) =>
            {
                await call.Profiles.Put(call.profiles, cancel);
                return true;
            },
            context.RequestAborted);
        await GorseAnswers.AffectedAsync(context, profiles.Length);
    }
}
