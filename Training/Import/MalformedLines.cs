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

    public void Add(string file, long line, string reason)
    {
        Count++;
        if (_first.Count < ShownCount)
        {
            _first.Add(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(file)}, line {line}: {reason}"));
        }

        if (Count > limit)
        {
            throw new ImportException(string.Create(
                CultureInfo.InvariantCulture,
                $"more than {limit} malformed lines (--max-malformed). The first ones:{Environment.NewLine}  {string.Join($"{Environment.NewLine}  ", _first)}"));
        }
    }
}
