using CsvHelper;

namespace Manidala.Training.Import;

/// <summary>Rows of a file of separated columns, one at a time.</summary>
internal sealed class DelimitedFile : IDisposable
{
    // A quote that is never closed would otherwise swallow the rest of the file into memory.
    private const int LongestRowBytes = 1 << 20;
    private const int PipesThatSeparate = 10;

    private readonly CsvReader? _reader;
    private readonly TextReader _text;
    private string[] _words = [];
    private bool _isUnread;

    /// <param name="delimiter">One ASCII letter, or <c>::</c>, which quotes nothing. Quotes count only between commas and semicolons.</param>
    public DelimitedFile(string path, TextReader text, string delimiter, MalformedLines malformed)
    {
        Path = path;
        Delimiter = delimiter;
        _text = text;
        if (delimiter.Length > 1)
        {
            return;
        }

        _reader = CsvReader.Create(
            text,
            new CsvReaderOptions
            {
                Separator = delimiter[0],
                HasHeader = false,
                Mode = delimiter is "," or ";" ? CsvMode.Rfc4180 : CsvMode.NoEscape,
                TrackLineNumbers = true,
                MaxRecordSize = LongestRowBytes,
                MalformedData = CsvMalformedDataHandling.Skip,
                OnMalformedRecord = record => malformed.Add(path, record.LineNumber, $"its quotes do not match ({record.Reason})"),
            },
            leaveOpen: true);
    }

    public string Path { get; }

    public string Delimiter { get; }

    /// <summary>The line of the file on which the row begins, from 1.</summary>
    public long Line { get; private set; }

    public int ColumnCount => _reader is null ? _words.Length : _reader.Current.FieldCount;

    /// <summary>The column's text, trimmed; empty where the row is shorter.</summary>
    public string this[int column]
    {
        get
        {
            if (column < 0 || column >= ColumnCount)
            {
                return "";
            }

            return (_reader is null ? _words[column] : _reader.GetString(column)).Trim();
        }
    }

    /// <summary>Guesses what separates the columns of the published layouts from the file's first line.</summary>
    public static string GuessDelimiter(string firstLine)
    {
        if (firstLine.Contains("::", StringComparison.Ordinal))
        {
            return "::";
        }

        if (firstLine.Contains('\t', StringComparison.Ordinal))
        {
            return "\t";
        }

        // Genres are separated by a few pipes inside a column of csv; MovieLens 100k separates two dozen columns by them.
        return firstLine.Count(letter => letter == '|') >= PipesThatSeparate ? "|" : ",";
    }

    public bool Read()
    {
        if (_isUnread)
        {
            _isUnread = false;
            return true;
        }

        return _reader is null ? ReadWords() : ReadRow(_reader);
    }

    /// <summary>Makes the next <see cref="Read"/> answer the present row again.</summary>
    public void Unread() => _isUnread = true;

    /// <summary>The column that carries one of the names, whatever their case; -1 where none does.</summary>
    public int FindColumn(params ReadOnlySpan<string> names)
    {
        for (int column = 0; column < ColumnCount; column++)
        {
            foreach (string name in names)
            {
                if (string.Equals(this[column], name, StringComparison.OrdinalIgnoreCase))
                {
                    return column;
                }
            }
        }

        return -1;
    }

    public void Dispose() => _reader?.Dispose();

    private bool ReadRow(CsvReader reader)
    {
        try
        {
            bool isFound = reader.Read();
            Line = isFound ? reader.LineNumber : Line;
            return isFound;
        }
        catch (CsvFormatException exception)
        {
            throw new ImportException($"{System.IO.Path.GetFileName(Path)}, line {exception.LineNumber}: {exception.Message}");
        }
    }

    private bool ReadWords()
    {
        while (_text.ReadLine() is { } line)
        {
            Line++;
            if (line.Length > 0)
            {
                _words = line.Split(Delimiter);
                return true;
            }
        }

        return false;
    }
}
