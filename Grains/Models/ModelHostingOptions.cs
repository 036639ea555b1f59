using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Manidala.Grains.Models;

/// <summary>Which silos run the encoder.</summary>
public enum ModelHosting
{
    /// <summary>Each silo runs it for its own users.</summary>
    Local,

    /// <summary>Silos of the role <c>model</c> run it, on GPUs say; this one sends them its users' steps in groups.</summary>
    Remote,

    /// <summary>This silo runs it for others and hosts no users.</summary>
    ModelsOnly,
}

/// <summary>Where the encoder runs; the same in every silo of a cluster but for the role.</summary>
public sealed class ModelHostingOptions
{
    /// <summary>Which silos run the encoder.</summary>
    [EnumDataType(typeof(ModelHosting))]
    public ModelHosting Hosting { get; set; } = ModelHosting.Local;

    /// <summary>Model grains that remote steps are spread over; several a device, so that placement reaches all of them.</summary>
    [Range(1, 1024)]
    public int Shards { get; set; } = 4;

    /// <summary>Most users in one message to a model grain.</summary>
    [Range(1, 4096)]
    public int MaxUsersPerCall { get; set; } = 256;

    /// <summary>Most users that wait for one shard; further ones get the fallback feed at once.</summary>
    [Range(1, 1_000_000)]
    public int QueueCapacity { get; set; } = 4096;
}

[OptionsValidator]
public sealed partial class ModelHostingOptionsValidator : IValidateOptions<ModelHostingOptions>;
