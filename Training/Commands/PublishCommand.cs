using System.CommandLine;
using System.Globalization;
using Manidala.Engine.Model;
using Manidala.Storage;
using Manidala.Training.Publishing;

namespace Manidala.Training.Commands;

/// <summary><c>publish</c>: sends a bundle to a running server, or puts it into a folder that a server can read.</summary>
internal static class PublishCommand
{
    public static Command Build(CommandServices services, CommandRunner runner)
    {
        var url = new Argument<string?>("url") { Description = "The server's address, like http://localhost:8080.", Arity = ArgumentArity.ZeroOrOne };
        var to = new Option<string?>("--to")
        {
            Description = "A folder instead of a server: the bundle becomes DIR/VERSION, and the link DIR/current leads to it.", HelpName = "DIR",
        };
        var keepInactive = new Option<bool>("--no-activate") { Description = "Publishes without switching to it, and without comparing it." };
        var command = new Command("publish", "Sends a bundle to a running server, which checks it and switches to it; an interrupted run goes on where it was.")
        {
            url, to, CommandOptions.Bundle, CommandOptions.ApiKey, CommandOptions.Margin, CommandOptions.Force, keepInactive,
        };
        command.Validators.Add(result =>
        {
            if ((result.GetResult(url)?.Tokens.Count ?? 0) == (result.GetResult(to) is null ? 0 : 1))
            {
                result.AddError("publish needs a server's address or --to DIR, and not both.");
            }
        });
        command.SetAction(runner.Wrap(async (parsed, cancellationToken) =>
        {
            var terms = new PublishTerms(!parsed.GetValue(keepInactive), parsed.GetValue(CommandOptions.Force), parsed.GetValue(CommandOptions.Margin));
            string? root = parsed.GetValue(to);
            ServerClient? client = root is null
                ? new ServerClient(services, CommandOptions.ReadServer(parsed.GetRequiredValue(url)!), parsed.GetValue(CommandOptions.ApiKey))
                : null;
            string data = parsed.GetRequiredValue(CommandOptions.Data);
            using ScratchFolder scratch = ScratchFolder.CreateIn(data);
            string folder = parsed.GetValue(CommandOptions.Bundle) is { } named
                ? Directory.Exists(named) ? named : throw new CommandException($"{named} does not exist.")
                : await DownloadActiveAsync(services, data, scratch, cancellationToken).ConfigureAwait(false);

            // Checked here first: a damaged bundle need not travel.
            BundleManifest manifest = Bundle.Read(folder).Manifest;
            string answer = client is null
                ? FolderPublication.Publish(folder, manifest, root!, terms)
                : await SendAsync(services, client, folder, manifest, scratch, terms, cancellationToken).ConfigureAwait(false);
            await services.Out.WriteLineAsync(answer).ConfigureAwait(false);
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

    private static async Task<string> SendAsync(
        CommandServices services, ServerClient client, string folder, BundleManifest manifest, ScratchFolder scratch, PublishTerms terms,
        CancellationToken cancellationToken)
    {
        BundleArchive archive = await BundleArchive.CreateAsync(folder, manifest, scratch.Sub("bundle.tar"), cancellationToken).ConfigureAwait(false);
        string answer = await new BundleUpload(services, client).RunAsync(archive, manifest.Version, terms, cancellationToken).ConfigureAwait(false);
        await services.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"manidala: sent {manifest.Version}, {archive.Bytes:N0} bytes, SHA-256 {archive.Sha256}")).ConfigureAwait(false);
        return answer;
    }
}
