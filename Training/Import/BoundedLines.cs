using System.Globalization;
using System.Text;

namespace Manidala.Training.Import;

/// <summary>Lines of a text, none longer than fits memory: a file without line breaks is refused instead of being read whole.</summary>
internal sealed class BoundedLines(TextFile file)
{
    /// <summary>Most UTF-16 units of a line. The longest lines of published data, product descriptions, have some 100,000.</summary>
    public const int Longest = 1 << 24;

    private readonly char[] _buffer = new char[1 << 15];
    private readonly StringBuilder _begun = new();
    private int _next;
    private int _end;

    /// <summary>The number of the line that was read last, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>The next line without its break; null at the end.</summary>
    public string? Read()
    {
        _begun.Clear();
        while (Fill())
        {
            ReadOnlySpan<char> rest = _buffer.AsSpan(_next.._end);
            int length = rest.IndexOf('\n');
            _begun.Append(length < 0 ? rest : rest[..length]);
            _next += length < 0 ? rest.Length : length + 1;
            if (length >= 0)
            {
                return Take();
            }

            if (_begun.Length > Longest)
            {
                throw new ImportException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Path.GetFileName(file.Path)}, line {Line + 1}: longer than {Longest} characters; expected one row a line."));
            }
        }

        return _begun.Length > 0 ? Take() : null;
    }

    private string Take()
    {
        Line++;
        if (_begun.Length > 0 && _begun[^1] == '\r')
        {
            _begun.Length--;
        }

        return _begun.ToString();
    }

    private bool Fill()
    {
        if (_next == _end)
        {
            _next = 0;
            _end = file.Reader.Read(_buffer, 0, _buffer.Length);
        }

        return _next < _end;
    }
}
