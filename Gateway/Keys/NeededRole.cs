namespace Manidala.Gateway.Keys;

/// <summary>What the OpenAPI document says of an endpoint's role.</summary>
internal sealed record NeededRole(Roles Role);
