namespace Manidala.Engine.Sessions;

/// <summary>
/// One positive interaction as the encoder steps over it: the item's ordinal, the place of its type in the accepted types, and the seconds since the
/// step before. 8 bytes, because every live user holds some hundreds of them.
/// </summary>
public readonly record struct SessionStep
{
    private const int GapBits = 25;
    private const uint GapMask = (1u << GapBits) - 1;

    private readonly uint _typeAndGap;

    /// <param name="gapSeconds">As <see cref="TimeGap.Seconds"/> gives it; a year fits the 25 bits.</param>
    public SessionStep(int item, byte type, int gapSeconds)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(type, InteractionTypes.MostTypes - 1);
        ArgumentOutOfRangeException.ThrowIfNegative(gapSeconds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(gapSeconds, TimeGap.MostSeconds);
        Item = item;
        _typeAndGap = ((uint)type << GapBits) | (uint)gapSeconds;
    }

    public int Item { get; }

    public byte Type => (byte)(_typeAndGap >> GapBits);

    public int GapSeconds => (int)(_typeAndGap & GapMask);
}
