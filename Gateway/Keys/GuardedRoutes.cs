namespace Manidala.Gateway.Keys;

/// <summary>Maps guarded handlers, so that what is documented is what is asked for.</summary>
internal static class GuardedRoutes
{
    public static IEndpointConventionBuilder MapGet(this RouteGroupBuilder group, string pattern, GuardedHandler guarded) =>
        Map(group, HttpMethods.Get, pattern, guarded);

    public static IEndpointConventionBuilder MapPost(this RouteGroupBuilder group, string pattern, GuardedHandler guarded) =>
        Map(group, HttpMethods.Post, pattern, guarded);

    public static IEndpointConventionBuilder MapPut(this RouteGroupBuilder group, string pattern, GuardedHandler guarded) =>
        Map(group, HttpMethods.Put, pattern, guarded);

    public static IEndpointConventionBuilder MapPatch(this RouteGroupBuilder group, string pattern, GuardedHandler guarded) =>
        Map(group, HttpMethods.Patch, pattern, guarded);

    public static IEndpointConventionBuilder MapDelete(this RouteGroupBuilder group, string pattern, GuardedHandler guarded) =>
        Map(group, HttpMethods.Delete, pattern, guarded);

    private static IEndpointConventionBuilder Map(RouteGroupBuilder group, string method, string pattern, GuardedHandler guarded) =>
        group.MapMethods(pattern, [method], guarded.Handler).WithMetadata(new NeededRole(guarded.Needed));
}
