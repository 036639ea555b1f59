using System.Buffers;
using System.IO.Pipelines;

namespace Manidala.Gateway.Bulk;

/// <summary>Reads a body of any length line by line, and holds one line of it at a time. Not thread-safe.</summary>
internal sealed class LineReader(PipeReader body, int maxLineBytes)
{
    private readonly ArrayBufferWriter<byte> _line = new();

    /// <summary>The current line's number, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The current line without its end; empty where <see cref="IsTooLong"/>.</summary>
    public ReadOnlyMemory<byte> Line => _line.WrittenMemory;

    /// <summary>The current line is longer than may be, and was passed over.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Goes to the next line; false where there is none.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        _line.ResetWrittenCount();
        IsTooLong = false;
        bool hasAny = false;
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            var end = read.Buffer.PositionOf((byte)'\n');
            var part = end is null ? read.Buffer : read.Buffer.Slice(0, end.Value);
            hasAny |= end is not null || !part.IsEmpty;
            Take(part);
            body.AdvanceTo(end is null ? read.Buffer.End : read.Buffer.GetPosition(1, end.Value));
            if (end is not null || (read.IsCompleted && hasAny))
            {
                Number++;
                return true;
            }

            if (read.IsCompleted)
            {
                return false;
            }
        }
    }

    private void Take(ReadOnlySequence<byte> part)
    {
        if (IsTooLong || _line.WrittenCount + part.Length > maxLineBytes)
        {
            IsTooLong = true;
            _line.ResetWrittenCount();
            return;
        }

        foreach (var piece in part)
        {
            _line.Write(piece.Span);
        }
    }
}
