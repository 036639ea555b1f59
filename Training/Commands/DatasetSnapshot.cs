using System.Text.Json;
using Manidala.Training.Learning;

namespace Manidala.Training.Commands;

/// <summary>
/// What a training began with, kept beside its checkpoints: a live system goes on writing, and the same command must find the same data when it is given again.
/// </summary>
/// <param name="Erasures">The number of the newest erasure of a user: a training that has learned from somebody who is gone by now does not go on.</param>
internal sealed record DatasetSnapshot(long Through, IReadOnlyList<string> ItemIds, long Erasures)
{
    private const string FileName = "data.json";

    /// <returns>Null where there is no checkpoint to go on from.</returns>
    public static DatasetSnapshot? Read(CheckpointSettings checkpoints)
    {
        string path = Path.Combine(checkpoints.Folder, FileName);
        if (checkpoints.IsFresh || new CheckpointFolder(checkpoints.Folder).Newest is null || !File.Exists(path))
        {
            return null;
        }

        try
        {
            using FileStream file = File.OpenRead(path);
            return JsonSerializer.Deserialize<DatasetSnapshot>(file);
        }
        catch (JsonException damaged)
        {
            throw new CheckpointException($"{path} is damaged ({damaged.Message}); start anew with --fresh.", damaged);
        }
    }

    public void Write(CheckpointSettings checkpoints)
    {
        Directory.CreateDirectory(checkpoints.Folder);
        string path = Path.Combine(checkpoints.Folder, FileName);
        string partial = $"{path}.partial";
        using (FileStream file = File.Create(partial))
        {
            JsonSerializer.Serialize(file, this);
            file.Flush(flushToDisk: true);
        }

        File.Move(partial, path, overwrite: true);
    }
}
