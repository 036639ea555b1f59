using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Rates;

/// <summary>How much one key may ask of one role; section <c>Rates</c>.</summary>
public sealed class RateOptions
{
    /// <summary>Where these options live in the configuration.</summary>
    public const string Section = "Rates";

    /// <summary>Requests that report what users do; a batch is one.</summary>
    [ValidateObjectMembers]
    public Rate Ingest { get; set; } = new();

    /// <summary>Feeds, sessions, items and lists; opening a stream is one.</summary>
    [ValidateObjectMembers]
    public Rate Read { get; set; } = new();

    /// <summary>Changes of the catalogue and the models, exports and erasures; a part of an upload is one.</summary>
    [ValidateObjectMembers]
    public Rate Admin { get; set; } = new();
}

[OptionsValidator]
internal sealed partial class RateOptionsValidator : IValidateOptions<RateOptions>;
