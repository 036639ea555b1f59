using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Manidala.Grains.Models;

/// <summary>The bounds of bundles that arrive in parts; section <c>Uploads</c>.</summary>
public sealed class ModelUploadOptions
{
    /// <summary>Unfinished uploads at once; each holds its bytes in the database.</summary>
    [Range(1, 1000)]
    public int MaxUploads { get; set; } = 4;

    /// <summary>Longest archive, in bytes.</summary>
    [Range(1L, 1L << 40)]
    public long MaxBytes { get; set; } = 1L << 30;

    /// <summary>How long an upload is kept after its last part.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How often expired uploads are looked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a part that says nothing more keeps others out: longer than a chunk takes to be stored, short for one whose gateway died.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan PartSilence { get; set; } = TimeSpan.FromSeconds(10);
}

[OptionsValidator]
public sealed partial class ModelUploadOptionsValidator : IValidateOptions<ModelUploadOptions>;
