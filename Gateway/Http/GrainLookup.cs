using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Http;

/// <summary>Finds grains without trusting that a silo has been reached yet.</summary>
internal static class GrainLookup
{
    public static IUserGrain FindUser(this IGrainFactory grains, string userId) => grains.Find<IUserGrain>(UserKeys.ToKey(userId));

    public static T Find<T>(this IGrainFactory grains, string key)
        where T : IGrainWithStringKey
    {
        try
        {
            return grains.GetGrain<T>(key);
        }
        catch (ArgumentException error)
        {
            throw Unavailable(error);
        }
    }

    public static T Find<T>(this IGrainFactory grains)
        where T : IGrainWithIntegerKey
    {
        try
        {
            return grains.GetGrain<T>(0);
        }
        catch (ArgumentException error)
        {
            throw Unavailable(error);
        }
    }

    // A client learns which grains there are from the first silo it reaches; until then Orleans calls every interface unknown.
    private static SiloUnavailableException Unavailable(ArgumentException error) => new("No silo offers this grain yet.", error);
}
