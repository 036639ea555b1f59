using System.Globalization;

namespace Manidala.Training.Import;

/// <summary>Counts lines that could not be read, keeps the first few to show, and stops the import when there are too many.</summary>
internal sealed class MalformedLines(int limit)
{
    public const int ShownCount = 5;

    private readonly List<string> _first = [];

    public int Count { get; private set; }

    /// <summary>The first few, each with file, line number and reason.</summary>
    public IReadOnlyList<string> First => _first;

    public void Add(string file, long line, string reason) => Add(file, string.Create(CultureInfo.InvariantCulture, $"line {line}"), reason);

    /// <param name="place">Where in the file, such as "row 3".</param>
    public void Add(string file, string place, string reason)
    {
        Count++;
        if (_first.Count < ShownCount)
        {
            _first.Add($"{Path.GetFileName(file)}, {place}: {reason}");
        }

        if (Count > limit)
        {
            throw new ImportException(string.Create(
                CultureInfo.InvariantCulture,
                $"more than {limit} malformed lines (--max-malformed). The first ones:{Environment.NewLine}  {string.Join($"{Environment.NewLine}  ", _first)}"));
        }
    }
}
