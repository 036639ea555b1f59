using System.Globalization;
using Manidala.Engine.Model;

namespace Manidala.Bench.World;

/// <summary>The queries that a model's own encoder gives after real histories, read from a bare file of sequences.</summary>
internal static class SessionQueries
{
    /// <param name="withUsers">Whether lines begin with a user.</param>
    /// <returns>Row-major; as many as asked for, or as there are histories with a known item.</returns>
    public static float[] Read(string path, LoadedModel model, int count, bool withUsers)
    {
        var queries = new List<float>(count * model.Dimension);
        float[] query = new float[model.Dimension];
        foreach (string line in File.ReadLines(path))
        {
            if (queries.Count == count * model.Dimension)
            {
                break;
            }

            string[] items = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            float[] state = model.NewState("");
            int steps = 0;
            string? before = null;
            foreach (string item in items.Skip(withUsers ? 1 : 0))
            {
                if (item != before && model.TryGetRow(item, out int row))
                {
                    model.Encoder.Step(state, [new StepInput(row, 0, 0)], state, query);
                    steps++;
                }

                before = item;
            }

            if (steps > 0)
            {
                queries.AddRange(query);
            }
        }

        return queries.Count > 0
            ? [.. queries]
            : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{path}: no line holds an item of the model {model.Version}"));
    }
}
