using System.Globalization;
using Manidala.Training.Import;

namespace Manidala.Training.Data;

/// <summary>
/// A bare file of sequences, one a line, oldest item first, words separated by blanks, plain or gzip: what published protocols are given in. A user
/// on several lines has them one after the other.
/// </summary>
internal static class SequenceFile
{
    /// <param name="malformed">Counts the lines that cannot be read, and stops the reading where they are too many.</param>
    /// <param name="items">Rows to share with files read before; by default rows of its own, in order of first appearance.</param>
    /// <exception cref="ImportException">There is no such file, it holds no sequence, or too much of it is malformed.</exception>
    public static Dataset Read(string path, SequenceFormat format, MalformedLines malformed, ItemRows? items = null)
    {
        items ??= new ItemRows();
        if (!File.Exists(path))
        {
            throw new ImportException($"{path} does not exist.");
        }

        var sequences = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        try
        {
            using TextFile file = TextFile.Open(path);
            ReadLines(path, file.Reader, format, malformed, new Sink(sequences, items));
        }
        catch (InvalidDataException damaged)
        {
            throw new ImportException($"{path}: its gzip data are damaged ({damaged.Message})");
        }

        return sequences.Count > 0
            ? new Dataset(items.Ids, [.. sequences.Select(user => new UserSequence(user.Key, user.Value.ToArray()))], Through: 0)
            : throw new ImportException($"{path} holds no sequence; expected lines of {Expected(format)}.");
    }

    private static void ReadLines(string path, TextReader reader, SequenceFormat format, MalformedLines malformed, Sink sink)
    {
        long number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
            {
                continue;
            }

            if (ProblemWith(words, format) is { } problem)
            {
                malformed.Add(path, number, problem);
                continue;
            }

            string user = format.HasUser ? words[0] : number.ToString(CultureInfo.InvariantCulture);
            sink.Add(user, words.AsSpan(format.HasUser ? 1 : 0), format.KeepsRepeats);
        }
    }

    private static string? ProblemWith(string[] words, SequenceFormat format)
    {
        if (format.HasUser && words.Length == 1)
        {
            return $"expected {Expected(format)}, separated by blanks";
        }

        for (int place = 0; place < words.Length; place++)
        {
            if (FieldReader.ProblemWithId(format.HasUser && place == 0 ? "user" : "item", words[place]) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static string Expected(SequenceFormat format) => format.HasUser ? "a user and at least one item" : "at least one item";

    /// <summary>Where the sequences gather.</summary>
    private readonly struct Sink(Dictionary<string, List<int>> sequences, ItemRows items)
    {
        public void Add(string user, ReadOnlySpan<string> words, bool keepsRepeats)
        {
            if (!sequences.TryGetValue(user, out List<int>? sequence))
            {
                sequences.Add(user, sequence = []);
            }

            foreach (string word in words)
            {
                int row = items.RowOf(word);
                if (keepsRepeats || sequence.Count == 0 || sequence[^1] != row)
                {
                    sequence.Add(row);
                }
            }
        }
    }
}
