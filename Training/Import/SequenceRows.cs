namespace Manidala.Training.Import;

/// <summary>
/// Lines of <c>user item item …</c>, oldest first, without times. Times are made up: a line's number in seconds after a fixed moment, and
/// a millisecond an item, so that the same file gives the same times again.
/// </summary>
internal sealed class SequenceRows(string path) : IRowSource
{
    public static readonly DateTimeOffset Epoch = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public bool IsInOrder => true;

    public string Path => path;

    public IEnumerable<ImportedInteraction> Read(TextFile file, MalformedLines malformed)
    {
        long number = 0;
        while (file.Reader.ReadLine() is { } line)
        {
            number++;
            string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
            {
                continue;
            }

            if (ProblemWith(words) is { } problem)
            {
                malformed.Add(path, number, problem);
                continue;
            }

            long begin = Epoch.ToUnixTimeMilliseconds() + (number * 1000);
            for (int place = 1; place < words.Length; place++)
            {
                yield return new ImportedInteraction(begin + place, number, words[0], words[place], "view", 1);
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
