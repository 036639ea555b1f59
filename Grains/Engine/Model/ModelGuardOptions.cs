using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Manidala.Engine.Model;

/// <summary>What makes a model unfit to serve in another one's place.</summary>
public sealed class ModelGuardOptions
{
    /// <summary>
    /// How many times as long a step may take as with the active model. Beyond it a model is not published as the active one without force, and one that was activated
    /// all the same is taken back where its steps are late, too.
    /// </summary>
    [Range(1, 1_000_000)]
    public double SlowerAtMost { get; set; } = 10;

    /// <summary>How long a model is watched after it took another one's place; zero for not at all.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan WatchFor { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Steps before the watch forms an opinion; more wait longer and err less.</summary>
    [Range(1, 1_000_000)]
    public int WatchedSteps { get; set; } = 20;

    /// <summary>The share of steps that may fail or give numbers that are not finite; beyond it the model is taken back.</summary>
    [Range(0.0, 1.0)]
    public double FailedAtMost { get; set; } = 0.05;

    /// <summary>The share of steps that may miss their deadline; beyond it a model whose steps take too long is taken back.</summary>
    [Range(0.0, 1.0)]
    public double LateAtMost { get; set; } = 0.5;
}

[OptionsValidator]
public sealed partial class ModelGuardOptionsValidator : IValidateOptions<ModelGuardOptions>;
