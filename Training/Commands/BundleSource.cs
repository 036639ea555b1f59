using Manidala.Engine.Model;
using Manidala.Storage;

namespace Manidala.Training.Commands;

/// <summary>Finds the bundle that a command is about: the folder that the user names, or else the active model's files.</summary>
internal static class BundleSource
{
    /// <returns>The bundle's folder.</returns>
    public static async Task<string> FindAsync(
        IModelRegistry models, string? named, ScratchFolder scratch, CancellationToken cancellationToken)
    {
        if (named is not null)
        {
            return Directory.Exists(named) ? named : throw new CommandException($"{named} does not exist.");
        }

        RegisteredModel active = await models.GetActiveAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new CommandException("no model is active; `./manidala train` makes one, or --bundle names a folder.");
        string folder = scratch.Sub("bundle");
        return await models.DownloadAsync(active.Version, folder, cancellationToken).ConfigureAwait(false)
            ? folder
            : throw new CommandException($"the model {active.Version} has been removed from the registry.");
    }

    /// <summary>Loads a bundle as a server does; its caller retires it.</summary>
    public static LoadedModel Load(string folder) =>
        LoadedModel.Load(folder, new EncoderOptions { Provider = EncoderOptions.Cpu, IntraOpThreads = Environment.ProcessorCount });
}
