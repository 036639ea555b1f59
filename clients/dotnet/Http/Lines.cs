using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Manidala.Client.Http;

/// <summary>JSON values, a line each.</summary>
internal static class Lines
{
    public const string Type = "application/x-ndjson";

    public static async IAsyncEnumerable<T> ReadAsync<T>(
        Stream stream, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            yield return JsonSerializer.Deserialize(line, type) ?? throw new JsonException("A line is null.");
        }
    }
}
