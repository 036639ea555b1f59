using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Manidala.Engine.Batching;

/// <summary>How requests to the model are collected.</summary>
public sealed class BatchingOptions
{
    /// <summary>Most requests of one batch; raising it helps a GPU's throughput and makes those at a batch's end wait longer.</summary>
    [Range(1, 4096)]
    public int MaxBatchSize { get; set; } = 256;

    /// <summary>Most requests that wait; more are refused at once. Raising it trades refusals for waiting.</summary>
    [Range(1, 1_000_000)]
    public int QueueCapacity { get; set; } = 4096;

    /// <summary>Longest from a request's arrival to its answer; past it the request fails alone.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromMilliseconds(500);
}

/// <summary>Refuses values out of range.</summary>
[OptionsValidator]
public sealed partial class BatchingOptionsValidator : IValidateOptions<BatchingOptions>;
