using System.Text.Json;
using Manidala.Gateway.Errors;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Bulk;

/// <summary>What has become of an import's lines so far. Not thread-safe.</summary>
internal sealed class ImportReport
{
    /// <summary>Most lines that are named in the answer; of more the answer has the number alone, so that it stays small whatever is sent.</summary>
    public const int MostErrors = 1000;

    private readonly List<ImportError> _errors = [];

    public long Lines { get; set; }

    public long Accepted { get; set; }

    public long Duplicates { get; set; }

    public long NotStored { get; set; }

    public long Failed { get; private set; }

    /// <summary>Whether the failure is the line's own, which the others need not suffer for.</summary>
    public static bool IsOfLine(Exception error) => error is InvalidRequestException or JsonException;

    public void Refuse(long line, Exception error)
    {
        var problem = ErrorResponses.For(error);
        Refuse(new(line, problem.Field ?? "body", problem.Found ?? problem.Title, problem.Allowed ?? "one JSON value"));
    }

    public void Refuse(ImportError error)
    {
        Failed++;
        if (_errors.Count < MostErrors)
        {
            _errors.Add(error);
        }
    }

    public ImportResponse ToResponse() => new(Lines, Accepted, Duplicates, NotStored, Failed, [.. _errors], Failed - _errors.Count);
}
