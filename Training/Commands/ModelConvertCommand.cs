using System.CommandLine;
using System.Globalization;
using Manidala.Engine.Model;

namespace Manidala.Training.Commands;

/// <summary><c>model convert</c>: the same model with its items' embeddings in another format.</summary>
internal static class ModelConvertCommand
{
    public static Command Build(CommandServices services, CommandRunner runner)
    {
        var bundle = new Option<string>("--bundle") { Description = "The bundle's folder.", HelpName = "DIR", Required = true };
        var to = new Option<string>("--out") { Description = "The new bundle's folder; it must not exist.", HelpName = "DIR", Required = true };
        var command = new Command("convert", "Writes a bundle again with its embeddings as f32, f16 or int8. Its metrics stay as source.…, for they are the other's.")
        {
            bundle, CommandOptions.Embeddings, to,
        };
        command.SetAction(runner.Wrap(async (parsed, _) =>
        {
            string source = parsed.GetRequiredValue(bundle);
            string target = parsed.GetRequiredValue(to);
            if (Path.Exists(target))
            {
                throw new CommandException($"{target} is there already; --out names a folder that does not exist.");
            }

            EmbeddingFormat format = CommandOptions.ReadEmbeddings(parsed);
            BundleManifest manifest;
            try
            {
                manifest = BundleConversion.Write(source, target, format);
            }
            catch (ArgumentException misfit)
            {
                throw new CommandException($"{source} does not fit the format: {misfit.Message}");
            }

            await services.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"Wrote {manifest.Version}: {manifest.Files.Values.Sum(file => file.Bytes):N0} bytes, of which embeddings {EmbeddingBytes(manifest):N0}")).ConfigureAwait(false);
        }));
        return command;
    }

    private static long EmbeddingBytes(BundleManifest manifest) =>
        manifest.Files.Where(file => file.Key.StartsWith("item_embeddings.", StringComparison.Ordinal)).Sum(file => file.Value.Bytes);
}
