using System.Globalization;
using Manidala.Training.Data;

namespace Manidala.Training.Learning;

/// <summary>What a training is of, field by field, so that a checkpoint of another one is refused by the name of what differs.</summary>
internal static class RunDescription
{
    public static IReadOnlyDictionary<string, string> Of(Dataset dataset, TrainingOptions options)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["journal position (--through)"] = Text(dataset.Through),
            ["number of users"] = Text(dataset.Users.Count),
            ["number of items"] = Text(dataset.ItemIds.Count),
            ["data digest"] = DatasetDigest.Of(dataset),
            ["encoder"] = options.Encoder.ToString(),
            ["type weights"] = options.TypeWeights is null
                ? "none"
                : string.Join(',', options.TypeWeights.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={Text(pair.Value)}")),
        };

        // Every other option, whichever are added: all but those that change no result.
        string[] without = [nameof(options.Encoder), nameof(options.TypeWeights), nameof(options.Reason), nameof(options.Threads)];
        foreach (var property in typeof(TrainingOptions).GetProperties().Where(property => property.CanWrite && !without.Contains(property.Name)))
        {
            fields[property.Name] = Text(property.GetValue(options));
        }

        return fields;
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : "none";
}
