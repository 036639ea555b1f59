using System.Globalization;

namespace Manidala.Training.Import;

/// <summary>
/// Lines of <c>user item item …</c>, oldest first, without times. Times are made up: a line's number in seconds after a fixed moment, and
/// a millisecond an item, so that the same file gives the same times again.
/// </summary>
/// <param name="hasUsers">Whether a line begins with its user; if not, each line is a session of its own, called by the file's name and the line's number.</param>
internal sealed class SequenceRows(string path, bool hasUsers = true) : IRowSource
{
    public static readonly DateTimeOffset Epoch = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Leaves room for the line's number within an id.
    private const int MaxNameLength = 100;

    public bool IsInOrder => true;

    public string Path => path;

    public IEnumerable<ImportedInteraction> Read(SourceFiles files, MalformedLines malformed)
    {
        using TextFile file = files.Open(path);
        foreach (ImportedInteraction row in Read(file, malformed))
        {
            yield return row;
        }
    }

    /// <summary>The same of a file that is open already.</summary>
    public IEnumerable<ImportedInteraction> Read(TextFile file, MalformedLines malformed)
    {
        string name = System.IO.Path.GetFileName(path);
        name = name[..Math.Min(name.IndexOf(".txt", StringComparison.OrdinalIgnoreCase) is > 0 and var end ? end : name.Length, MaxNameLength)];
        var lines = new BoundedLines(file);
        while (lines.Read() is { } line)
        {
            string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
            {
                continue;
            }

            if (!hasUsers)
            {
                words = [string.Create(CultureInfo.InvariantCulture, $"{name}-{lines.Line}"), .. words];
            }

            if (ProblemWith(words) is { } problem)
            {
                malformed.Add(path, lines.Line, problem);
                continue;
            }

            long begin = Epoch.ToUnixTimeMilliseconds() + (lines.Line * 1000);
            for (int place = 1; place < words.Length; place++)
            {
                yield return new ImportedInteraction(begin + place, lines.Line, words[0], words[place], "view", 1);
            }
        }
    }

    private static string? ProblemWith(string[] words)
    {
        if (words.Length == 1)
        {
            return "expected a user and at least one item, separated by blanks";
        }

        return FieldReader.ProblemWithId("user", words[0])
            ?? words.Skip(1).Select(item => FieldReader.ProblemWithId("item", item)).FirstOrDefault(problem => problem is not null);
    }
}
