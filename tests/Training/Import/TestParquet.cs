using Parquet;
using Parquet.Schema;

namespace Manidala.Training.Tests.Import;

/// <summary>Writes real Parquet files, column by column, all rows of a call as one row group.</summary>
internal static class TestParquet
{
    public static async Task WriteAsync(string path, ParquetSchema schema, params Func<ParquetRowGroupWriter, Task>[] groups)
    {
        await using FileStream file = File.Create(path);
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(schema, file);
        foreach (Func<ParquetRowGroupWriter, Task> write in groups)
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await write(group);
        }
    }

    /// <summary>Writes a list column; a null list is missing. Its elements may not be null.</summary>
    public static Task WriteListsAsync<T>(ParquetRowGroupWriter group, ListField field, params T[]?[] rows)
        where T : struct => WriteListsAsync(group, field, rows, level: 2);

    public static Task WriteTextListsAsync(ParquetRowGroupWriter group, ListField field, params string[]?[] rows) =>
        WriteListsAsync(group, field, [.. rows.Select(row => row?.Select(text => text.AsMemory()).ToArray())], level: 3);

    private static Task WriteListsAsync<T>(ParquetRowGroupWriter group, ListField field, T[]?[] rows, int level)
        where T : struct
    {
        var definitions = new List<int>();
        var repetitions = new List<int>();
        foreach (T[]? row in rows)
        {
            // A missing list is one entry of a lower level.
            int count = row?.Length ?? 0;
            definitions.AddRange(count == 0 ? [0] : Enumerable.Repeat(level, count));
            repetitions.AddRange(Enumerable.Range(0, Math.Max(1, count)).Select(place => place == 0 ? 0 : 1));
        }

        return group.WriteAllPartsAsync<T>(
            (DataField)field.Item, rows.SelectMany(row => row ?? []).ToArray(), definitions.ToArray(), repetitions.ToArray(), TestContext.Current.CancellationToken);
    }
}
