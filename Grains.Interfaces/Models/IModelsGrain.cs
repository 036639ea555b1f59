using System.Collections.Immutable;

namespace Manidala.Grains.Interfaces;

/// <summary>The registry of published models; key 0.</summary>
[Alias("manidala.IModelsGrain")]
public interface IModelsGrain : IGrainWithIntegerKey
{
    /// <summary>Every published model, newest first.</summary>
    [Alias("List")]
    Task<ImmutableArray<ModelInfo>> List(CancellationToken cancellationToken = default);

    /// <summary>Makes this version the one that every silo switches to; throws <see cref="InvalidRequestException"/> where it is unknown.</summary>
    [Alias("Activate")]
    Task<ModelInfo> Activate(string version, CancellationToken cancellationToken = default);

    /// <summary>Activates the version that was active before the current one; throws <see cref="InvalidRequestException"/> where there is none.</summary>
    [Alias("RollBack")]
    Task<ModelInfo> RollBack(CancellationToken cancellationToken = default);
}

/// <summary>The arrival of one bundle as a tar archive; the key is a name for the upload.</summary>
[Alias("manidala.IModelUploadGrain")]
public interface IModelUploadGrain : IGrainWithStringKey
{
    /// <summary>Adds bytes of the archive, which must follow those already given; at most 1 MiB a call.</summary>
    [Alias("Append")]
    Task Append(long offset, byte[] bytes, CancellationToken cancellationToken = default);

    /// <summary>
    /// Checks the bundle in full and publishes it; throws <see cref="InvalidRequestException"/> that says what is wrong with it, or
    /// <see cref="ConflictException"/> where it is worse than the active model.
    /// </summary>
    [Alias("Publish")]
    [ResponseTimeout("00:02:00")]
    Task<ModelInfo> Publish(PublishTerms terms, CancellationToken cancellationToken = default);

    [Alias("Abandon")]
    Task Abandon();
}

/// <summary>A published model.</summary>
/// <param name="TrainedThrough">The journal's sequence that it was trained through.</param>
/// <param name="MetricsJson">A JSON object: metric name to number, as its evaluation measured them.</param>
/// <param name="Gate">For one that was published and activated just now: how it compares with the model that was active.</param>
/// <param name="RejectedFor">Why the cluster took it back by itself after its last activation; null where it did not.</param>
[GenerateSerializer, Immutable, Alias("manidala.ModelInfo")]
public sealed record ModelInfo(
    [property: Id(0)] string Version,
    [property: Id(1)] string Name,
    [property: Id(2)] bool IsActive,
    [property: Id(3)] long PublishedMs,
    [property: Id(4)] long TrainedThrough,
    [property: Id(5)] int ItemCount,
    [property: Id(6)] long Bytes,
    [property: Id(7)] string MetricsJson,
    [property: Id(8)] string? Gate = null,
    [property: Id(9)] string? RejectedFor = null);
