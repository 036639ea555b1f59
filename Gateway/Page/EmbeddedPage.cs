using System.Security.Cryptography;
using Manidala.Gateway.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Manidala.Gateway.Page;

/// <summary>The page's files, out of this assembly: small, so they are kept in memory whole.</summary>
internal static class EmbeddedPage
{
    /// <summary>Maps <c>/</c> and every file of <c>wwwroot</c>.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        MapFolder(routes, new ManifestEmbeddedFileProvider(typeof(EmbeddedPage).Assembly, "wwwroot"), "/");

    private static void MapFolder(IEndpointRouteBuilder routes, ManifestEmbeddedFileProvider files, string folder)
    {
        foreach (var entry in files.GetDirectoryContents(folder.Length == 0 ? "/" : folder))
        {
            string path = $"{folder}{entry.Name}";
            if (entry.IsDirectory)
            {
                MapFolder(routes, files, path + "/");
            }
            else
            {
                var file = PageFile.Read(entry);
                MapFile(routes, path, file);
                if (path == "/index.html")
                {
                    MapFile(routes, "/", file);
                }
            }
        }
    }

    private static void MapFile(IEndpointRouteBuilder routes, string path, PageFile file) =>
        routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], context => SendAsync(context, file)).ExcludeFromDescription();

    private static async Task SendAsync(HttpContext context, PageFile file)
    {
        var headers = context.Response.Headers;
        headers.ETag = file.ETag;
        headers.CacheControl = "no-cache";
        SecurityHeaders.ApplyPage(headers);
        if (context.Request.Headers.IfNoneMatch.Contains(file.ETag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = file.ContentType;
        context.Response.ContentLength = file.Bytes.Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(file.Bytes, context.RequestAborted);
        }
    }

    private sealed record PageFile(byte[] Bytes, string ContentType, string ETag)
    {
        private static readonly FileExtensionContentTypeProvider Types = new();

        public static PageFile Read(IFileInfo file)
        {
            byte[] bytes = new byte[file.Length];
            using (var stream = file.CreateReadStream())
            {
                stream.ReadExactly(bytes);
            }

            string type = Types.TryGetContentType(file.Name, out string? known) ? known : "application/octet-stream";
            string text = type.StartsWith("text/", StringComparison.Ordinal) ? "; charset=utf-8" : "";
            return new(bytes, type + text, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"");
        }
    }
}
