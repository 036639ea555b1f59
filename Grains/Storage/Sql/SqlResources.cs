using System.Globalization;
using System.Reflection;

namespace Manidala.Storage.Sql;

/// <summary>The numbered migrations, which are embedded: <c>Sqlite/main.001.sql</c> is the first of <c>main</c> for SQLite.</summary>
internal static class SqlResources
{
    /// <summary>The migrations of one database in order: the first brings an empty one to version 1.</summary>
    public static IReadOnlyList<string> Migrations(string folder, string database)
    {
        Assembly assembly = typeof(SqlResources).Assembly;
        string prefix = $"Manidala.Storage.{folder}.{database}.";
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => ReadText(assembly, name)),
        ];
    }

    /// <summary>One statement or more that are no migration.</summary>
    public static string Text(string folder, string name) => ReadText(typeof(SqlResources).Assembly, $"Manidala.Storage.{folder}.{name}.sql");

    /// <summary>What a migration's first line says of older programs: which schema one has to know at least to live with this; null where none can.</summary>
    public static int? ReadableFrom(string migration)
    {
        const string Word = "-- readable-from: ";
        return migration.StartsWith(Word, StringComparison.Ordinal)
            ? int.Parse(migration.AsSpan(Word.Length, migration.IndexOf('\n', StringComparison.Ordinal) - Word.Length), CultureInfo.InvariantCulture)
            : null;
    }

    private static string ReadText(Assembly assembly, string name)
    {
        using Stream stream = assembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
