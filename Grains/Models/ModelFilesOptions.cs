using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Manidala.Grains.Models;

/// <summary>Where models come from and where they are kept on this machine.</summary>
public sealed class ModelFilesOptions
{
    /// <summary>Folder for downloaded bundles: a cache, safe to delete while nothing runs.</summary>
    [Required]
    public string Folder { get; set; } = "data/models";

    /// <summary>A bundle folder to serve instead of the registry's active version; empty for the registry.</summary>
    public string FixedBundle { get; set; } = string.Empty;

    /// <summary>How often the registry is asked for another active version.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);
}

[OptionsValidator]
public sealed partial class ModelFilesOptionsValidator : IValidateOptions<ModelFilesOptions>;
