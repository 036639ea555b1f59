using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Manidala.Engine.Feeds;

/// <summary>How items that came after the model are encoded and searched, where the model has an item tower.</summary>
public sealed class NewItemsOptions
{
    /// <summary>Most items that are encoded at once when the catalogue has changed; more go to the background, and are recommended when all of them are encoded.</summary>
    [Range(0, 100_000)]
    public int EncodeAtOnce { get; set; } = 1024;

    /// <summary>
    /// Most items that are searched beside the index before it is built anew with them, in the background; up to twice as many while it is being built. Raising it
    /// makes searches slower and builds rarer.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MergeAfter { get; set; } = 4096;

    /// <summary>Most items that are kept; beyond it the newest stay. Each takes the memory of two vectors, and its row of the index.</summary>
    [Range(1, 10_000_000)]
    public int MostItems { get; set; } = 200_000;
}

[OptionsValidator]
public sealed partial class NewItemsOptionsValidator : IValidateOptions<NewItemsOptions>;
