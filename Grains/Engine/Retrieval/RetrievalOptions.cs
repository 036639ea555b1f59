using System.ComponentModel.DataAnnotations;
using Manidala.Engine.Devices;
using Microsoft.Extensions.Options;

namespace Manidala.Engine.Retrieval;

/// <summary>How a model's items are searched.</summary>
public sealed class RetrievalOptions
{
    /// <summary>Exact where a search keeps within <see cref="ExactBudget"/>, which is measured when a model is loaded; approximate elsewhere.</summary>
    public const string Auto = "auto";

    public const string Exact = "exact";

    public const string Approximate = "approximate";

    /// <summary>On no device.</summary>
    public const string None = "none";

    /// <summary>auto, exact or approximate.</summary>
    [AllowedValues(Auto, Exact, Approximate)]
    public string Index { get; set; } = Auto;

    /// <summary>Longest that an exact search for 100 items may take under auto.</summary>
    [Range(typeof(TimeSpan), "00:00:00.000001", "00:00:10")]
    public TimeSpan ExactBudget { get; set; } = TimeSpan.FromMicroseconds(60);

    /// <summary>Of the best 100 items, the share that an approximate search must find: how far it looks is chosen by it when a model is loaded.</summary>
    [Range(0.5, 1)]
    public double Recall { get; set; } = 0.97;

    /// <summary>
    /// From how many MiB on the items' vectors are mapped from a file beside the downloaded models, which the system may drop from memory and read again, rather than
    /// held in the process's own memory; raising it keeps more there.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MapFromMiB { get; set; } = 64;

    /// <summary>
    /// What searches all items for many users at once, before the index is asked: auto (the device that the encoder runs on, where that is one), none, cpu (to
    /// try it out) or cuda.
    /// </summary>
    [AllowedValues(Auto, None, ProviderChoice.Cpu, ProviderChoice.Cuda)]
    public string Device { get; set; } = Auto;

    /// <summary>Rows that a device finds for each user; raising it leaves more feeds whole after filters, and takes longer.</summary>
    [Range(1, DeviceSearch.MaxRows)]
    public int DeviceRows { get; set; } = 256;

    /// <summary>Where items are to be searched; null for on no device.</summary>
    internal ProviderChoice? DeviceFor(ProviderChoice encoder) => Device switch
    {
        None => null,
        Auto => encoder.IsDevice ? encoder : null,
        _ => new ProviderChoice(Device),
    };
}

/// <summary>Refuses values out of range.</summary>
[OptionsValidator]
public sealed partial class RetrievalOptionsValidator : IValidateOptions<RetrievalOptions>;
