using System.Text.Json;

namespace Manidala.Training.Import;

/// <summary>Interactions as JSON lines.</summary>
internal sealed class JsonRows(string path, JsonFields fields) : IRowSource
{
    // Lines may come from several writers; those of one time keep the file's order.
    public bool IsInOrder => false;

    public string Path => path;

    public IEnumerable<ImportedInteraction> Read(SourceFiles files, MalformedLines malformed)
    {
        using TextFile file = files.Open(path);
        var lines = new BoundedLines(file);
        while (lines.Read() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (TryRead(line, lines.Line, out ImportedInteraction row) is { } problem)
            {
                malformed.Add(path, lines.Line, problem);
            }
            else
            {
                yield return row;
            }
        }
    }

    private string? TryRead(string text, long number, out ImportedInteraction row)
    {
        row = default;
        if (JsonLine.TryParse(text, out JsonDocument? document) is { } problem)
        {
            return problem;
        }

        using (document)
        {
            return TryRead(document!.RootElement, number, out row);
        }
    }

    private string? TryRead(JsonElement line, long number, out ImportedInteraction row)
    {
        string type = fields.DefaultType;
        string? id = null;
        double value = 1;
        long time = 0;
        string item = "";
        string? problem = TryReadId(line, "user", fields.User, out string user)
            ?? TryReadId(line, "item", fields.Item, out item)
            ?? TryReadTime(line, out time);
        if (problem is null && JsonLine.TryFind(line, fields.Type, out JsonElement typeField))
        {
            type = string.Intern(JsonLine.TextOf(typeField) ?? typeField.ValueKind.ToString());
            problem = FieldReader.ProblemWithType(type);
        }

        if (problem is null && JsonLine.TryFind(line, fields.Value, out JsonElement valueField))
        {
            problem = FieldReader.TryReadValue(JsonLine.TextOf(valueField) ?? valueField.ValueKind.ToString(), out value);
        }

        if (problem is null && JsonLine.TryFind(line, fields.Id, out _))
        {
            problem = TryReadId(line, "interaction", fields.Id, out id);
        }

        row = new ImportedInteraction(time, number, user, item, type, value, id);
        return problem;
    }

    private static string? TryReadId(JsonElement line, string what, string[] names, out string id)
    {
        id = "";
        if (!JsonLine.TryFind(line, names, out JsonElement value))
        {
            return JsonLine.Missing(line, names);
        }

        if (JsonLine.TextOf(value) is not { } text)
        {
            return $"the {what} id is {value.ValueKind}; expected a text or a number";
        }

        id = text;
        return FieldReader.ProblemWithId(what, id);
    }

    private string? TryReadTime(JsonElement line, out long time)
    {
        time = 0;
        return JsonLine.TryFind(line, fields.Time, out JsonElement value)
            ? FieldReader.TryReadTime(JsonLine.TextOf(value) ?? value.ValueKind.ToString(), out time)
            : JsonLine.Missing(line, fields.Time);
    }
}
