using Microsoft.Extensions.Options;

namespace Manidala.Client;

[OptionsValidator]
internal sealed partial class ManidalaOptionsValidator : IValidateOptions<ManidalaOptions>;

/// <summary>An address that a request can be sent to.</summary>
internal sealed class ManidalaAddressValidator : IValidateOptions<ManidalaOptions>
{
    public ValidateOptionsResult Validate(string? name, ManidalaOptions options) =>
        options.Address is { IsAbsoluteUri: true, Scheme: "http" or "https" } or null
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Address is {options.Address}; allowed: an absolute address of http or https.");
}
