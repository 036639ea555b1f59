using Manidala.Training.Data;

namespace Manidala.Training.Learning;

/// <summary>Every random number of a training follows from its seed and the place where it is drawn, so that no generator's state has to be kept.</summary>
internal static class Seeds
{
    private const ulong Epochs = 0x9E6F_1A27_51C3_88D5;
    private const ulong Steps = 0x51AF_D7ED_558C_CD6B;

    public static ulong OfEpoch(int seed, int epoch) => Mix(seed, Epochs, epoch);

    public static ulong OfStep(int seed, int step) => Mix(seed, Steps, step);

    private static ulong Mix(int seed, ulong stream, int place) =>
        new SeededRandom(new SeededRandom((ulong)seed ^ stream).NextUInt64() + (ulong)place).NextUInt64();
}
