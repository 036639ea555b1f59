using static TorchSharp.torch;

namespace Manidala.Training.Encoders;

/// <summary>h[t] = keep[t] ⊙ h[t−1] + taken[t] from zero, for [batch, time, width].</summary>
internal static class GatedScan
{
    /// <summary>Time step by time step.</summary>
    public static Tensor ByTime(Tensor keep, Tensor taken)
    {
        var states = new Tensor[taken.shape[1]];
        for (int time = 0; time < states.Length; time++)
        {
            var fresh = taken.select(1, time);
            states[time] = time == 0 ? fresh : (keep.select(1, time) * states[time - 1]) + fresh;
        }

        return stack(states, dim: 1);
    }

    /// <summary>
    /// In log₂(time) rounds over everything at once: more arithmetic, and few calls, which is what a graphics processor wants. After a round of <c>step</c>, each
    /// place holds what came of the last 2·step interactions.
    /// </summary>
    public static Tensor ByDoubling(Tensor keep, Tensor taken)
    {
        long time = taken.shape[1];
        for (long step = 1; step < time; step *= 2)
        {
            long rest = time - step;
            var late = keep.narrow(1, step, rest);
            taken = cat([taken.narrow(1, 0, step), taken.narrow(1, step, rest) + (late * taken.narrow(1, 0, rest))], dim: 1);
            keep = cat([keep.narrow(1, 0, step), late * keep.narrow(1, 0, rest)], dim: 1);
        }

        return taken;
    }
}
