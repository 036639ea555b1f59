using Manidala.Training.Data;
using Manidala.Training.Native;
using static TorchSharp.torch;

namespace Manidala.Training.Learning;

/// <summary>Puts a training together from a data set and options, as training and its estimate both need it.</summary>
internal static class TrainingSetup
{
    // Scores that a validation may take: half a second of two cores, where 2,000 users of a large catalogue would take longer than a pass.
    private const int MostScores = 100_000_000;
    private const int FewestUsers = 500;

    /// <exception cref="InvalidDataException">There is nothing to train on.</exception>
    public static TrainingRun Create(Dataset dataset, TrainingOptions options)
    {
        options.Check();
        TorchLibrary.EnsureLoaded();
        TrainingDevice.Check(options);
        set_num_threads(options.Threads > 0 ? options.Threads : Environment.ProcessorCount);
        TrainingSplit split = SplitOf(dataset, options);
        var weights = PredictionWeights.Create(dataset, options.TypeWeights, options.HalfLifeDays);
        TrainingWindows windows = TrainingWindows.Cut(dataset, split, options.Window, weights);
        if (windows.Count == 0)
        {
            throw new InvalidDataException(options.ValidationSessions is null
                ? "There is nothing to train on: no user has two interactions that are not held back for testing."
                : "There is nothing to train on: no session before those that are held back has two items.");
        }

        manual_seed(options.Seed);
        var model = new SequenceModel(options.Encoder with { Length = options.Window }, dataset.ItemIds.Count, dataset.ItemFeatures, TrainedItems(dataset, split));
        ItemPrior.Set(model, dataset, split);
        return new TrainingRun(model, options, windows);
    }

    public static IModelValidation Validation(Dataset dataset, TrainingOptions options)
    {
        if (options.LearnsValidation)
        {
            return NoValidation.Instance;
        }

        var random = new Random(options.Seed);
        return SplitOf(dataset, options).HeldBackFrom is { } first
            ? new SessionValidation(dataset, first, options.Window, options.ValidationUsers, random)
            : new Validation(dataset, options.Window, Math.Min(options.ValidationUsers, Math.Max(FewestUsers, MostScores / dataset.ItemIds.Count)), random);
    }

    /// <summary>Whether each item occurs in what is trained on.</summary>
    private static bool[] TrainedItems(Dataset dataset, TrainingSplit split)
    {
        var isTrained = new bool[dataset.ItemIds.Count];
        for (int number = 0; number < dataset.Users.Count; number++)
        {
            UserSequence user = dataset.Users[number];
            foreach (int item in user.Items.Span[..split.TrainingLength(number, user)])
            {
                isTrained[item] = true;
            }
        }

        return isTrained;
    }

    private static TrainingSplit SplitOf(Dataset dataset, TrainingOptions options)
    {
        TrainingSplit split = options.ValidationSessions is { } share ? TrainingSplit.LastSessions(dataset, share) : TrainingSplit.LastItems;
        return split with { LearnsValidation = options.LearnsValidation };
    }
}
