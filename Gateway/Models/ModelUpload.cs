using System.Security.Cryptography;
using Manidala.Gateway.Errors;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Models;

/// <summary>Takes a bundle's archive from a request's body to the cluster, a chunk at a time. Thread-safe.</summary>
internal sealed partial class ModelUpload(
    IGrainFactory grains, GrainCalls calls, IOptions<GatewayOptions> options, ILogger<ModelUpload> logger)
{
    private const string MediaType = "application/x-tar";

    public async Task<ModelInfo> PublishAsync(HttpContext context)
    {
        string? contentType = context.Request.ContentType;
        if (!string.Equals(contentType, MediaType, StringComparison.OrdinalIgnoreCase))
        {
            throw new UnsupportedMediaTypeException(contentType is null ? "missing" : ErrorResponses.Quoted(contentType), MediaType);
        }

        PublishTerms terms = PublishQuery.Read(context.Request);
        var grain = grains.Find<IModelUploadGrain>(RandomNumberGenerator.GetHexString(32, lowercase: true));
        try
        {
            await AppendAllAsync(context, grain);
            return await calls.CallOnceAsync(
                (grain, terms),
                static (call, cancel) => call.grain.Publish(call.terms, cancel),
                options.Value.PublishTimeout,
                context.RequestAborted);
        }
        catch (Exception)
        {
            await AbandonAsync(grain);
            throw;
        }
    }

    private async Task AppendAllAsync(HttpContext context, IModelUploadGrain grain)
    {
        byte[] buffer = new byte[Limits.MaxUploadChunkBytes];
        long offset = 0;
        while (true)
        {
            int read = await context.Request.Body.ReadAtLeastAsync(
                buffer, buffer.Length, throwOnEndOfStream: false, context.RequestAborted);
            if (read == 0)
            {
                break;
            }

            // The buffer is safe to fill again after the answer: Orleans copied or sent it before.
            byte[] chunk = read == buffer.Length ? buffer : buffer[..read];
            await calls.CallOnceAsync((grain, offset, chunk), AppendAsync, context.RequestAborted);
            offset += read;
        }

        if (offset == 0)
        {
            throw new InvalidRequestException("body", "empty", "a model bundle as a tar archive");
        }
    }

    private static async Task<bool> AppendAsync((IModelUploadGrain Grain, long Offset, byte[] Chunk) call, CancellationToken cancel)
    {
        await call.Grain.Append(call.Offset, call.Chunk, cancel);
        return true;
    }

    private async Task AbandonAsync(IModelUploadGrain grain)
    {
        try
        {
            await grain.Abandon();
        }
        catch (Exception error) when (Failures.IsTransient(error))
        {
            // The caller is told of the failure that led here; what is left of the upload goes when its grain is collected.
            LogNotAbandoned(error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An upload that failed could not be abandoned either")]
    private partial void LogNotAbandoned(Exception error);
}
