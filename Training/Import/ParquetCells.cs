using System.Globalization;
using Parquet.Data;
using Parquet.Schema;

namespace Manidala.Training.Import;

/// <summary>Turns a column as Parquet stores it (values, and levels that say which rows have them) into a value a row.</summary>
internal static class ParquetCells
{
    /// <summary>Null where the type is not known.</summary>
    public static object?[]? From(RawColumnData raw, DataField field, int rows) => raw switch
    {
        RawColumnData<ReadOnlyMemory<char>> column => Expand(column, field, rows, text => text.ToString()),
        RawColumnData<bool> column => Expand(column, field, rows, flag => flag),
        RawColumnData<sbyte> column => Expand(column, field, rows, number => (long)number),
        RawColumnData<byte> column => Expand(column, field, rows, number => (long)number),
        RawColumnData<short> column => Expand(column, field, rows, number => (long)number),
        RawColumnData<ushort> column => Expand(column, field, rows, number => (long)number),
        RawColumnData<int> column => Expand(column, field, rows, number => (long)number),
        RawColumnData<uint> column => Expand(column, field, rows, number => (long)number),
        RawColumnData<long> column => Expand(column, field, rows, number => number),
        RawColumnData<ulong> column => Expand(column, field, rows, number => number.ToString(CultureInfo.InvariantCulture)),
        RawColumnData<float> column => Expand(column, field, rows, number => (double)number),
        RawColumnData<double> column => Expand(column, field, rows, number => number),
        RawColumnData<decimal> column => Expand(column, field, rows, number => (double)number),
        RawColumnData<DateTime> column => Expand(column, field, rows, time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc))),
        RawColumnData<Guid> column => Expand(column, field, rows, id => id.ToString()),
        _ => null,
    };

    private static object?[] Expand<TRaw, T>(RawColumnData<TRaw> column, DataField field, int rows, Func<TRaw, T> convert)
        where TRaw : struct
        where T : notnull => field.MaxRepetitionLevel == 0 ? Single(column, field, rows, convert) : Lists(column, field, rows, convert);

    private static object?[] Single<TRaw, T>(RawColumnData<TRaw> column, DataField field, int rows, Func<TRaw, T> convert)
        where TRaw : struct
        where T : notnull
    {
        var cells = new object?[rows];
        Span<TRaw> values = column.Values;
        Span<int> levels = field.MaxDefinitionLevel == 0 ? [] : column.DefinitionLevels;
        int next = 0;
        for (int row = 0; row < rows; row++)
        {
            if (levels.IsEmpty || levels[row] == field.MaxDefinitionLevel)
            {
                cells[row] = convert(values[next++]);
            }
        }

        return cells;
    }

    private static object?[] Lists<TRaw, T>(RawColumnData<TRaw> column, DataField field, int rows, Func<TRaw, T> convert)
        where TRaw : struct
        where T : notnull
    {
        var cells = new object?[rows];
        var list = new List<T>();
        Span<TRaw> values = column.Values;
        Span<int> definitions = field.MaxDefinitionLevel == 0 ? [] : column.DefinitionLevels;
        Span<int> repetitions = column.RepetitionLevels;
        int next = 0;
        int row = -1;
        for (int place = 0; place < repetitions.Length; place++)
        {
            if (repetitions[place] == 0)
            {
                Finish();
                row++;
            }

            if (definitions.IsEmpty || definitions[place] == field.MaxDefinitionLevel)
            {
                list.Add(convert(values[next++]));
            }
            else if (field.IsNullable && definitions[place] == field.MaxDefinitionLevel - 1 && typeof(T) == typeof(double))
            {
                // A hole in a vector would make it shorter without a word; as NaN it is refused by name.
                list.Add((T)(object)double.NaN);
            }
        }

        Finish();
        return cells;

        void Finish()
        {
            if (row >= 0 && list.Count > 0)
            {
                cells[row] = list.ToArray();
            }

            list.Clear();
        }
    }
}
