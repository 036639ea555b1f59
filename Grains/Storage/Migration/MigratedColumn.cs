using System.Data.Common;

namespace Manidala.Storage.Migration;

/// <summary>A column of the same name in both databases.</summary>
internal sealed record MigratedColumn(string Name, ColumnKind Kind)
{
    /// <summary>The value of a row of either database; null for none.</summary>
    public object? Read(DbDataReader row, int column) => row.IsDBNull(column) ? null : Kind switch
    {
        ColumnKind.Whole => row.GetInt64(column),
        ColumnKind.Short => row.GetInt32(column),
        ColumnKind.Real => row.GetDouble(column),
        ColumnKind.Text => row.GetString(column),
        ColumnKind.Bytes => row.GetFieldValue<byte[]>(column),
        _ => row.GetBoolean(column),
    };
}
