using System.Reflection;
using Manidala.Gateway.Errors;
using Manidala.Gateway.Keys;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Manidala.Gateway.OpenApi;

/// <summary>How endpoints tell the OpenAPI document what they are.</summary>
internal static class Description
{
    private const string ProblemType = "application/problem+json";

    // The document lists endpoints with a method only; one mapped from a request delegate does not bring its own.
    private static readonly MethodInfo Handler = typeof(RequestDelegate).GetMethod(nameof(RequestDelegate.Invoke))!;

    public static IEndpointConventionBuilder Describe(
        this IEndpointConventionBuilder endpoint, string operation, string summary, params OpenApiParameter[] parameters)
    {
        endpoint.WithName(operation).WithSummary(summary).WithMetadata(Handler);
        return endpoint.AddOpenApiOperationTransformer((description, _, _) =>
        {
            description.Parameters = [.. parameters];
            return Task.CompletedTask;
        });
    }

    public static IEndpointConventionBuilder Reads(this IEndpointConventionBuilder endpoint, OpenApiRequestBody body, long maxBytes)
    {
        endpoint.WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(maxBytes));
        return endpoint.AddOpenApiOperationTransformer((description, _, _) =>
        {
            description.RequestBody = body;
            return Task.CompletedTask;
        });
    }

    public static IEndpointConventionBuilder Answers<T>(
        this IEndpointConventionBuilder endpoint, int status = 200, params ReadOnlySpan<string> otherTypes) =>
        endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(T), ["application/json", .. otherTypes]));

    /// <summary>What a body of lines is answered with instead.</summary>
    public static IEndpointConventionBuilder AnswersLinesWith<T>(this IEndpointConventionBuilder endpoint) =>
        endpoint.AddOpenApiOperationTransformer(async (description, context, cancel) =>
        {
            var schema = await context.GetOrCreateSchemaAsync(typeof(T), null, cancel);
            context.Document!.AddComponent(typeof(T).Name, schema);
            var content = description.Responses!["200"].Content!["application/json"];
            content.Schema = new OpenApiSchema { OneOf = [content.Schema!, new OpenApiSchemaReference(typeof(T).Name, context.Document)] };
        });

    /// <summary>The answer has a tag for conditions.</summary>
    public static IEndpointConventionBuilder Tags(this IEndpointConventionBuilder endpoint) => endpoint.AddOpenApiOperationTransformer((description, _, _) =>
    {
        AddHeader(description.Responses!["200"], "ETag", "Names the item as it is; for If-Match and If-None-Match.", JsonSchemaType.String);
        return Task.CompletedTask;
    });

    /// <summary>The problems that any operation may answer with, and these.</summary>
    public static IEndpointConventionBuilder Refuses(this IEndpointConventionBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (int status in (ReadOnlySpan<int>)[401, 403, 429, 500, 503, .. statuses])
        {
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(Problem), [ProblemType]));
        }

        return endpoint;
    }

    /// <summary>The same as one line of text, for clients that expect that.</summary>
    public static IEndpointConventionBuilder RefusesInText(this IEndpointConventionBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (int status in (ReadOnlySpan<int>)[401, 403, 429, 500, 503, .. statuses])
        {
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(string), ["text/plain"]));
        }

        return endpoint;
    }

    private static void DescribeLimits(OpenApiOperation operation)
    {
        foreach (var (status, response) in operation.Responses!.Where(each => each.Key is not ("401" or "403")))
        {
            AddHeader(response, "RateLimit-Limit", "Most requests at once, where the key has a rate.", JsonSchemaType.Integer);
            AddHeader(response, "RateLimit-Remaining", "How many of these are left.", JsonSchemaType.Integer);
            AddHeader(response, "RateLimit-Reset", "Seconds until all of them are there again.", JsonSchemaType.Integer);
            if (status is "429" or "503")
            {
                AddHeader(response, "Retry-After", "Seconds after which the same request may succeed.", JsonSchemaType.Integer);
            }
        }
    }

    private static void AddHeader(IOpenApiResponse response, string name, string description, JsonSchemaType type)
    {
        var described = (OpenApiResponse)response;
        described.Headers ??= new Dictionary<string, IOpenApiHeader>();
        described.Headers[name] = new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = type } };
    }

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = "Manidala",
                Version = "v1",
                Description = "A recommender for real-time feeds. Errors are problem documents (RFC 9457) that name the field.",
            };
            document.Components ??= new();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes["key"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = ApiKeys.Header,
                Description = $"A key with the role that an operation names ({RoleNames.Allowed}); not asked for where the server runs without keys.",
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<NeededRole>().FirstOrDefault() is { } needed)
            {
                // Roles have their place here since OpenAPI 3.1, whatever the scheme.
                operation.Security = [new() { [new OpenApiSecuritySchemeReference("key", context.Document)] = [RoleNames.Text(needed.Role)] }];
                DescribeLimits(operation);
            }

            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(RawJson))
            {
                schema.Type = JsonSchemaType.Object;
            }

            return Task.CompletedTask;
        });
    }
}
