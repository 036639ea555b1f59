using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Manidala.Engine.Retrieval;

/// <summary>How a model's items are searched.</summary>
public sealed class RetrievalOptions
{
    /// <summary>Exact where a search keeps within <see cref="ExactBudget"/>, which is measured when a model is loaded; approximate elsewhere.</summary>
    public const string Auto = "auto";

    public const string Exact = "exact";

    public const string Approximate = "approximate";

    /// <summary>auto, exact or approximate.</summary>
    [AllowedValues(Auto, Exact, Approximate)]
    public string Index { get; set; } = Auto;

    /// <summary>Longest that an exact search for 100 items may take under auto.</summary>
    [Range(typeof(TimeSpan), "00:00:00.000001", "00:00:10")]
    public TimeSpan ExactBudget { get; set; } = TimeSpan.FromMicroseconds(60);

    /// <summary>Of the best 100 items, the share that an approximate search must find: how far it looks is chosen by it when a model is loaded.</summary>
    [Range(0.5, 1)]
    public double Recall { get; set; } = 0.97;
}

/// <summary>Refuses values out of range.</summary>
[OptionsValidator]
public sealed partial class RetrievalOptionsValidator : IValidateOptions<RetrievalOptions>;
