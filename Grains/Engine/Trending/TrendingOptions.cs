using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Manidala.Engine.Trending;

/// <summary>How trending items are counted.</summary>
public sealed class TrendingOptions
{
    /// <summary>After this time an interaction counts half.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan HalfLife { get; set; } = TimeSpan.FromDays(3);

    /// <summary>Grains that share the counting, by item; more spread the work over silos.</summary>
    [Range(1, 256)]
    public int Slices { get; set; } = 1;

    /// <summary>Items that each slice counts; beyond twice this number the lowest are forgotten.</summary>
    [Range(100, 10_000_000)]
    public int ItemsPerSlice { get; set; } = 100_000;

    /// <summary>Items that each silo takes over from each slice; a filtered list longer than what is left of them is filled up otherwise.</summary>
    [Range(10, 10_000)]
    public int BoardLength { get; set; } = 1000;

    /// <summary>Newest interactions that a slice counts anew when it starts.</summary>
    [Range(1, 100_000_000)]
    public int RebuildInteractions { get; set; } = 1_000_000;

    /// <summary>How often slices read the journal on and silos take over the result.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromSeconds(1);
}

[OptionsValidator]
public sealed partial class TrendingOptionsValidator : IValidateOptions<TrendingOptions>;
