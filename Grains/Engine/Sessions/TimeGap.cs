namespace Manidala.Engine.Sessions;

/// <summary>
/// The time between a user's positive interaction and the one before it, as the encoder is given it: whole seconds, 0 for the first one and where the
/// clock ran backwards, at most <see cref="MostSeconds"/>; then log(1 + seconds). Training and serving both ask here.
/// </summary>
public static class TimeGap
{
    /// <summary>Longer gaps count as a year, so that a date of 1970 or 2100 among others says no more than a long absence.</summary>
    public const int MostSeconds = 365 * 24 * 60 * 60;

    private const int MillisecondsInSecond = 1000;

    /// <summary>The largest value that <see cref="Scaled"/> gives.</summary>
    public static float Most { get; } = Scaled(MostSeconds);

    /// <summary>Seconds from one interaction to the next; times in Unix milliseconds.</summary>
    public static int Seconds(long previousMs, long nextMs)
    {
        if (nextMs <= previousMs)
        {
            return 0;
        }

        // Unsigned: the distance of two dates at the ends of time does not fit a signed number.
        ulong milliseconds = unchecked((ulong)nextMs - (ulong)previousMs);
        return (int)Math.Min(milliseconds / MillisecondsInSecond, MostSeconds);
    }

    /// <summary>log(1 + seconds): 0 to 17.3.</summary>
    public static float Scaled(int seconds) => (float)Math.Log(1.0 + seconds);
}
