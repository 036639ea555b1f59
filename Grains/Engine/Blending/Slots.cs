namespace Manidala.Engine.Blending;

/// <summary>Which places of a page go to something other than the best.</summary>
internal static class Slots
{
    /// <summary>Whether this place (from 0) is the last of a group of <paramref name="every"/>; never where that is 0.</summary>
    public static bool IsEvery(int every, int place) => every > 0 && place % every == every - 1;
}
