namespace Manidala.Grains.Interfaces;

/// <summary>What is to become of a bundle once it has arrived and been checked.</summary>
/// <param name="Activate">Whether every silo switches to it; only then can it be refused for being worse than the active model.</param>
/// <param name="Force">Activates it however it compares with the active model.</param>
/// <param name="Margin">How much worse its validation metric may be, as a share of the active model's; from 0 to 1.</param>
[GenerateSerializer, Immutable, Alias("manidala.PublishTerms")]
public sealed record PublishTerms(
    [property: Id(0)] bool Activate,
    [property: Id(1)] bool Force = false,
    [property: Id(2)] double Margin = PublishTerms.DefaultMargin)
{
    public const double DefaultMargin = 0.02;
}
