using Microsoft.Extensions.Options;

namespace Manidala.Gateway;

/// <summary>Each stream holds a connection, and other requests must get one, too.</summary>
internal sealed class ConnectionsOptionsValidator : IValidateOptions<GatewayOptions>
{
    public ValidateOptionsResult Validate(string? name, GatewayOptions options) => options.MaxConnections > options.MaxStreams
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail(
            $"Gateway:{nameof(GatewayOptions.MaxConnections)} is {options.MaxConnections}; allowed: more than {nameof(GatewayOptions.MaxStreams)}, which is {options.MaxStreams}.");
}
