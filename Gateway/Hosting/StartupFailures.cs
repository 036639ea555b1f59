using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Hosting;

/// <summary>Reasons not to start that a person can act on.</summary>
public static class StartupFailures
{
    // The mark of every message of ours about a setting.
    private const string Allowed = "; allowed: ";

    /// <summary>The line that says why; null for a failure whose trace is wanted.</summary>
    public static string? MessageFor(Exception failure) => failure switch
    {
        OptionsValidationException => failure.Message,

        // One setting may be asked for by the rules of others.
        AggregateException many when many.InnerExceptions.All(inner => MessageFor(inner) is not null) => string.Join(' ', many.InnerExceptions.Select(MessageFor).Distinct()),
        InvalidOperationException when failure.Message.Contains(Allowed, StringComparison.Ordinal) => failure.Message,
        AddressInUseException or IOException { InnerException: AddressInUseException } =>
            $"the port is taken: {failure.Message} Choose another with PORT.",
        _ => null,
    };
}
