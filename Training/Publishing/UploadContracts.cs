namespace Manidala.Training.Publishing;

/// <summary>What an upload announces.</summary>
internal sealed record UploadAnnouncement(long Bytes, string Sha256);

/// <summary>How far an upload is, as the server says.</summary>
internal sealed record UploadAnswer(string Id, long Bytes, long Offset, int PartBytes);

/// <summary>A problem document, as far as an upload looks at it.</summary>
/// <param name="Offset">Where the upload goes on, where the problem is the offset.</param>
internal sealed record UploadProblem(string? Type, string? Title, string? Detail, string? Field, long? Offset);

/// <summary>A model of the server's registry.</summary>
internal sealed record ServedModel(string Version, bool Active, IReadOnlyDictionary<string, double> Metrics);

/// <summary>The server's registry.</summary>
internal sealed record ServedModels(IReadOnlyList<ServedModel> Models);
