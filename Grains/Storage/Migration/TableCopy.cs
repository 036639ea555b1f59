using System.Data.Common;
using Manidala.Storage.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Manidala.Storage.Migration;

/// <summary>Copies a table's rows by COPY, one after the other, and counts and sums them on the way; reads them back for comparison.</summary>
internal sealed class TableCopy(MigratedTable table)
{
    private readonly object?[] _row = new object?[table.Columns.Length];

    public async Task<RowDigest> RunAsync(DbConnection from, NpgsqlConnection to, CancellationToken cancellationToken)
    {
        NpgsqlBinaryImporter importer = await to.BeginBinaryImportAsync($"COPY {table.Name} ({table.ColumnList}) FROM STDIN (FORMAT BINARY)", cancellationToken).ConfigureAwait(false);
        await using (importer.ConfigureAwait(false))
        {
            RowDigest digest = await ReadAsync(from, table.Source, () => WriteAsync(importer, cancellationToken), cancellationToken).ConfigureAwait(false);
            await importer.CompleteAsync(cancellationToken).ConfigureAwait(false);
            return digest;
        }
    }

    public Task<RowDigest> ReadBackAsync(DbConnection to, CancellationToken cancellationToken) => ReadAsync(to, table.Name, () => Task.CompletedTask, cancellationToken);

    private async Task<RowDigest> ReadAsync(DbConnection connection, string source, Func<Task> take, CancellationToken cancellationToken)
    {
        RowDigest digest = new();
        DbCommand command = connection.Command($"SELECT {table.ColumnList} FROM {source}");
        await using (command.ConfigureAwait(false))
        {
            DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    for (int i = 0; i < _row.Length; i++)
                    {
                        _row[i] = table.Columns[i].Read(reader, i);
                    }

                    digest.Add(_row);
                    await take().ConfigureAwait(false);
                }
            }
        }

        return digest;
    }

    private async Task WriteAsync(NpgsqlBinaryImporter importer, CancellationToken cancellationToken)
    {
        await importer.StartRowAsync(cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < _row.Length; i++)
        {
            if (_row[i] is { } value)
            {
                await importer.WriteAsync(value, TypeOf(table.Columns[i].Kind), cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await importer.WriteNullAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static NpgsqlDbType TypeOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Whole => NpgsqlDbType.Bigint,
        ColumnKind.Short => NpgsqlDbType.Integer,
        ColumnKind.Real => NpgsqlDbType.Double,
        ColumnKind.Text => NpgsqlDbType.Text,
        ColumnKind.Bytes => NpgsqlDbType.Bytea,
        _ => NpgsqlDbType.Boolean,
    };
}
