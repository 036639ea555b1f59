using Manidala.Training.Learning;

namespace Manidala.Training.Tests.Learning;

internal static class Computing
{
    public static double Compute(this ILearner learner, IReadOnlyList<TrainingWindow> windows, ulong seed) => learner.Compute(learner.Prepare(windows), seed);
}
