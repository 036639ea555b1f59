using System.Globalization;
using Manidala.Engine.Model;
using Manidala.Training.Data;
using Manidala.Training.Evaluation;

namespace Manidala.Training.Commands;

/// <summary>What evaluations of folders and of files have in common: refusing what cannot be measured, and measuring.</summary>
internal static class EvaluationStages
{
    private const int Fewest = 2;

    public static void CheckSize(Dataset dataset, string source, string ones)
    {
        if (dataset.Users.Count < Fewest || dataset.ItemIds.Count < Fewest)
        {
            throw new CommandException(string.Create(
                CultureInfo.InvariantCulture,
                $"{source} has {dataset.Users.Count} {ones} and {dataset.ItemIds.Count} items; at least {Fewest} of each are needed."));
        }
    }

    /// <summary>Refuses a test that asks nothing, and lists longer than there are items.</summary>
    public static void CheckTests(TestSet tests, EvaluationSettings settings, string nothing)
    {
        if (tests.Cases.Count == 0)
        {
            throw new CommandException($"there is nothing to measure with: {nothing}.");
        }

        int items = tests.Known.ItemIds.Count;
        if (settings.Lengths is [.., var longest] && longest > items)
        {
            throw new CommandException(string.Create(CultureInfo.InvariantCulture, $"--at has {longest}, and there are {items} items."));
        }

        int free = items - tests.Cases.Max(test => test.History.Items.Length + test.Targets.Length);
        if (settings.Sampled > Math.Max(0, free))
        {
            throw new CommandException(string.Create(
                CultureInfo.InvariantCulture, $"--sampled is {settings.Sampled}; of {items} items the longest history leaves {Math.Max(0, free)} to draw from."));
        }
    }

    /// <summary>Refuses a bundle that was trained on other items.</summary>
    public static void CheckKnown(LoadedModel model, Dataset dataset, string source)
    {
        if (!dataset.ItemIds.Any(id => model.TryGetRow(id, out _)))
        {
            throw new CommandException(string.Create(
                CultureInfo.InvariantCulture,
                $"{model.Version} knows none of the {dataset.ItemIds.Count} items of {source}, such as '{dataset.ItemIds[0]}'; its own are such as '{model.ItemId(0)}'. Was it trained on other data?"));
        }
    }

    /// <summary>The test with what is said of it: its name, and how many targets the model cannot find.</summary>
    public static TestSet Describe(TestSet tests, string name, LoadedModel? model) => tests with
    {
        Counts = tests.Counts with
        {
            Name = name,
            UnknownTargets = model is null ? 0 : tests.Cases.Sum(test => CountUnknown(test.Targets.Span, model.ItemCount)),
        },
    };

    private static int CountUnknown(ReadOnlySpan<int> targets, int known)
    {
        int count = 0;
        foreach (int target in targets)
        {
            count += target >= known ? 1 : 0;
        }

        return count;
    }
}
