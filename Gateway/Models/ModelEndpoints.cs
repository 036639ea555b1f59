using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Models;

/// <summary>The registry of models.</summary>
internal sealed class ModelEndpoints(IGrainFactory grains, GrainCalls calls, ModelUpload upload)
{
    private IModelsGrain Registry => grains.Find<IModelsGrain>();

    public async Task ListAsync(HttpContext context)
    {
        var models = await calls.CallAsync(Registry, static (models, cancel) => models.List(cancel), context.RequestAborted);
        var query = QueryReader.Read(context.Request);
        ModelInfo[] left = [.. query.Cursor is { } cursor ? After(models, PageCursor.Id(cursor)) : models];
        int count = Math.Min(query.Count ?? left.Length, left.Length);
        await JsonResponse.WriteAsync(
            context, new(Array.ConvertAll(left[..count], From), count < left.Length ? PageCursor.Of(left[count - 1].Version) : null), JsonContracts.Default.ModelsResponse);
    }

    public async Task PublishAsync(HttpContext context)
    {
        var model = await upload.PublishAsync(context);
        await JsonResponse.WriteAsync(context, From(model), JsonContracts.Default.ModelResponse, StatusCodes.Status201Created);
    }

    public async Task ActivateAsync(HttpContext context)
    {
        string version = RouteIds.Of(context, "version");
        var model = await calls.CallAsync(
            (registry: Registry, version), static (call, cancel) => call.registry.Activate(call.version, cancel), context.RequestAborted);
        await JsonResponse.WriteAsync(context, From(model), JsonContracts.Default.ModelResponse);
    }

    public async Task RollBackAsync(HttpContext context)
    {
        // Not repeated: where the first call arrived, the second would go back one version more.
        var model = await calls.CallOnceAsync(Registry, static (models, cancel) => models.RollBack(cancel), context.RequestAborted);
        await JsonResponse.WriteAsync(context, From(model), JsonContracts.Default.ModelResponse);
    }

    // By the last one of the page before: those that were published meanwhile stand before it.
    private static IEnumerable<ModelInfo> After(IEnumerable<ModelInfo> models, string version) => models.SkipWhile(model => model.Version != version).Skip(1);

    public static ModelResponse From(ModelInfo model) => new(
        model.Version,
        model.Name,
        model.IsActive,
        model.PublishedMs,
        model.TrainedThrough,
        model.ItemCount,
        model.Bytes,
        new(model.MetricsJson),
        model.Gate,
        model.RejectedFor);
}
