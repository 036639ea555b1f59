using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Http;

/// <summary>Finds grains without trusting that a silo has been reached yet.</summary>
internal static class GrainLookup
{
    public static IUserGrain FindUser(this IGrainFactory grains, string userId) => grains.Find<IUserGrain>(UserKeys.ToKey(userId));

    public static T Find<T>(this IGrainFactory grains, string key)
        where T : IGrainWithStringKey
    {
        // Orleans looks an interface's attributes up by reflection for every reference that it makes: 4 % of what a feed cost.
        if (Known<T>.Types is { } types)
        {
            return (T)grains.GetGrain(GrainId.Create(types.Grain, key), types.Interface);
        }

        try
        {
            T grain = grains.GetGrain<T>(key);
            Known<T>.Types = new(grain.GetGrainId().Type, ((GrainReference)(object)grain).InterfaceType);
            return grain;
        }
        catch (ArgumentException error)
        {
            throw Unavailable(error);
        }
    }

    public static T Find<T>(this IGrainFactory grains, long key = 0)
        where T : IGrainWithIntegerKey
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

    // A client learns which grains there are from the first silo it reaches; until then Orleans calls every interface unknown.
    private static SiloUnavailableException Unavailable(ArgumentException error) => new("No silo offers this grain yet.", error);

    private sealed record GrainTypes(GrainType Grain, GrainInterfaceType Interface);

    // Both are names that the interface and its grain declare: the same in every cluster.
    private static class Known<T>
    {
        public static volatile GrainTypes? Types;
    }
}
