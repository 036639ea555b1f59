using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Gorse;

/// <summary>Adds what Gorse's surface needs.</summary>
internal static class GorseHosting
{
    public static IServiceCollection AddGorse(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<GorseOptions>().Bind(configuration.GetSection(GorseOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<GorseOptions>, GorseOptionsValidator>();
        services.AddSingleton<IValidateOptions<GorseOptions>, GorseOptionsRules>();
        services.AddSingleton<FeedbackTypeMap>();
        services.AddSingleton<FeedbackWrites>();
        services.AddSingleton<GorseBodies>();
        services.AddSingleton<GorseHealthEndpoints>();
        services.AddSingleton<GorseUserEndpoints>();
        services.AddSingleton<GorseItemEndpoints>();
        services.AddSingleton<GorseFeedbackEndpoints>();
        services.AddSingleton<GorseRecommendEndpoints>();
        services.AddSingleton<GorseListEndpoints>();
        services.AddSingleton<GorseRoutes>();
        return services;
    }
}
