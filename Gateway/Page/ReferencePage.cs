using System.Security.Cryptography;
using Manidala.Gateway.Http;
using Scalar.AspNetCore;

namespace Manidala.Gateway.Page;

/// <summary>The OpenAPI document as a page to read and try, by Scalar; all of it comes from here, so that it works without the internet.</summary>
internal static class ReferencePage
{
    public const string Address = "/docs";

    private const int NonceBytes = 18;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapScalarApiReference(Address, Configure).ExcludeFromDescription();

    private static void Configure(ScalarOptions options, HttpContext context)
    {
        string nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));
        SecurityHeaders.ApplyReference(context.Response.Headers, nonce);
        options
            .WithNonce(nonce)
            .WithTitle("Manidala: the API")
            .AddDocument("v1", "Manidala", "openapi/v1.json")
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp()
            .HideClientButton();

        // Behind a path prefix the addresses to try are below it, too.
        options.DynamicBaseServerUrl = true;
    }
}
