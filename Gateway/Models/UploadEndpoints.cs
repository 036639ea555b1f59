using System.Buffers;
using System.Security.Cryptography;
using Manidala.Gateway.Errors;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;
using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Models;

/// <summary>A bundle's archive in parts: what arrives is durable part by part, and any gateway can take the next one. Thread-safe.</summary>
internal sealed partial class UploadEndpoints(
    IGrainFactory grains, GrainCalls calls, IOptions<GatewayOptions> options, ILogger<UploadEndpoints> logger)
{
    public async Task OpenAsync(HttpContext context)
    {
        UploadRequest request;
        using (var body = await JsonBody.ReadAsync(context))
        {
            request = UploadRequest.Parse(body.RootElement);
        }

        if (request.Bytes > options.Value.MaxModelBytes)
        {
            throw new InvalidRequestException("bytes", $"{request.Bytes}", $"1 to {options.Value.MaxModelBytes}");
        }

        var state = await calls.CallAsync(
            (grain: grains.Find<IResumableUploadGrain>(request.Id), request),
            static (call, cancel) => call.grain.Open(call.request.Bytes, call.request.Sha256, cancel),
            context.RequestAborted);
        await AnswerAsync(context, state);
    }

    public async Task GetAsync(HttpContext context) =>
        await AnswerAsync(context, await calls.CallAsync(Find(context), static (grain, cancel) => grain.Get(cancel), context.RequestAborted));

    public async Task PutAsync(HttpContext context)
    {
        IResumableUploadGrain grain = Find(context);
        UploadPart part = UploadPart.Read(context.Request);
        string name = RandomNumberGenerator.GetHexString(32, lowercase: true);

        // Before any byte is read: no more than one part of an upload is held in memory.
        var state = await calls.CallOnceAsync(
            (grain, name, part),
            static (call, cancel) => call.grain.BeginPart(call.name, call.part.Offset, call.part.Length, call.part.Total, cancel),
            context.RequestAborted);
        if (state is not null)
        {
            try
            {
                state = await StoreAsync(context, grain, name, part);
            }
            finally
            {
                await EndAsync(grain, name);
            }
        }

        await AnswerAsync(context, state);
    }

    public async Task DeleteAsync(HttpContext context)
    {
        bool wasThere = await calls.CallOnceAsync(Find(context), static (grain, cancel) => grain.Delete(cancel), context.RequestAborted);
        if (!wasThere)
        {
            await ErrorResponses.WriteAsync(context, ErrorResponses.UnknownUpload);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public async Task PublishAsync(HttpContext context)
    {
        PublishTerms terms = PublishQuery.Read(context.Request);
        var model = await calls.CallOnceAsync(
            (grain: Find(context), terms),
            static (call, cancel) => call.grain.Publish(call.terms, cancel),
            options.Value.PublishTimeout,
            context.RequestAborted);
        await (model is null
            ? ErrorResponses.WriteAsync(context, ErrorResponses.UnknownUpload)
            : JsonResponse.WriteAsync(context, ModelEndpoints.From(model), JsonContracts.Default.ModelResponse, StatusCodes.Status201Created));
    }

    private async Task<UploadState?> StoreAsync(HttpContext context, IResumableUploadGrain grain, string name, UploadPart part)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(part.Length);
        try
        {
            await part.FillAsync(buffer, context.Request.Body, context.RequestAborted);
            UploadState? state = null;
            for (int at = 0; at < part.Length; at += Limits.MaxUploadChunkBytes)
            {
                byte[] chunk = buffer.AsSpan(at, Math.Min(Limits.MaxUploadChunkBytes, part.Length - at)).ToArray();
                state = await calls.CallOnceAsync(
                    (grain, name, offset: part.Offset + at, chunk),
                    static (call, cancel) => call.grain.Append(call.name, call.offset, call.chunk, cancel),
                    context.RequestAborted);
                if (state is null)
                {
                    break;
                }
            }

            return state;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task EndAsync(IResumableUploadGrain grain, string part)
    {
        try
        {
            await grain.EndPart(part);
        }
        catch (Exception error) when (Failures.IsTransient(error))
        {
            // The next part waits until this one has been silent for long enough; the caller is told what became of the bytes.
            LogNotEnded(error);
        }
    }

    private IResumableUploadGrain Find(HttpContext context) => grains.Find<IResumableUploadGrain>(UploadRequest.IdOf(context));

    private static Task AnswerAsync(HttpContext context, UploadState? state) => state is null
        ? ErrorResponses.WriteAsync(context, ErrorResponses.UnknownUpload)
        : JsonResponse.WriteAsync(
            context,
            new(state.Id, state.Bytes, state.Sha256, state.Received, Limits.MaxUploadPartBytes, state.ExpiresMs),
            JsonContracts.Default.UploadResponse);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A part of an upload could not be ended")]
    private partial void LogNotEnded(Exception error);
}
