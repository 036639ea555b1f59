using System.CommandLine;
using System.Formats.Tar;
using System.Globalization;
using System.Net;
using Manidala.Engine.Model;
using Manidala.Storage;

namespace Manidala.Training.Commands;

/// <summary><c>publish</c>: sends a bundle to a running server.</summary>
internal static class PublishCommand
{
    public static Command Build(CommandServices services, CommandRunner runner)
    {
        var url = new Argument<string>("url") { Description = "The server's address, like http://localhost:8080." };
        var command = new Command("publish", "Sends a bundle to a running server, which checks it and switches to it.")
        {
            url, CommandOptions.Bundle, CommandOptions.ApiKey,
        };
        command.SetAction(runner.Wrap(async (parsed, cancellationToken) =>
        {
            var client = new ServerClient(services, CommandOptions.ReadServer(parsed.GetRequiredValue(url)), parsed.GetValue(CommandOptions.ApiKey));
            string data = parsed.GetRequiredValue(CommandOptions.Data);
            using ScratchFolder scratch = ScratchFolder.CreateIn(data);
            string folder = parsed.GetValue(CommandOptions.Bundle) is { } named
                ? Directory.Exists(named) ? named : throw new CommandException($"{named} does not exist.")
                : await DownloadActiveAsync(services, data, scratch, cancellationToken).ConfigureAwait(false);

            // Checked here first: a damaged bundle need not travel.
            _ = Bundle.Read(folder);
            await SendAsync(services, client, folder, scratch, cancellationToken).ConfigureAwait(false);
        }));
        return command;
    }

    private static async Task<string> DownloadActiveAsync(
        CommandServices services, string data, ScratchFolder scratch, CancellationToken cancellationToken)
    {
        ManidalaDatabase database = await services.OpenDatabaseAsync(data, cancellationToken).ConfigureAwait(false);
        await using (database.ConfigureAwait(false))
        {
            return await BundleSource.FindAsync(database.Models, named: null, scratch, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task SendAsync(
        CommandServices services, ServerClient client, string folder, ScratchFolder scratch, CancellationToken cancellationToken)
    {
        string archive = scratch.Sub("bundle.tar");
        await TarFile.CreateFromDirectoryAsync(folder, archive, includeBaseDirectory: false, cancellationToken).ConfigureAwait(false);
        (HttpStatusCode status, string answer) = await client.PostModelAsync(archive, cancellationToken).ConfigureAwait(false);
        if ((int)status is < 200 or > 299)
        {
            throw new CommandException(string.Create(CultureInfo.InvariantCulture, $"{client.Server} refused the bundle ({(int)status}): {answer}"));
        }

        await services.Out.WriteLineAsync(answer).ConfigureAwait(false);
    }
}
