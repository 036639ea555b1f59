using System.CommandLine;
using System.Globalization;
using Manidala.Bench.Processes;

namespace Manidala.Bench.World;

/// <summary><c>world</c>: fills a data folder with a catalogue and a model of a size that nobody has data for.</summary>
internal static class WorldCommand
{
    public static Command Build()
    {
        var manidala = new Option<string>("--manidala") { Description = "The command line that fills it.", DefaultValueFactory = _ => "./manidala" };
        var bundle = new Option<string>("--bundle") { Description = "A trained model: its encoder, and items that the others lie like.", Required = true };
        var items = new Option<int>("--items") { Description = "Items in all.", Required = true };
        var data = new Option<string>("--data") { Description = "The data folder.", Required = true };
        var command = new Command("world", "Scales a trained model's items up, and puts catalogue and model into a data folder.") { manidala, bundle, items, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var scaled = new ScaledWorld(new ManidalaCommandLine(parsed.GetRequiredValue(manidala)), Console.Error);
            string folder = Path.GetFullPath(parsed.GetRequiredValue(data));
            string version = await scaled.FillAsync(Path.GetFullPath(parsed.GetRequiredValue(bundle)), parsed.GetRequiredValue(items), folder, cancellationToken);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{parsed.GetRequiredValue(items):N0} items, model {version}; serve it with MODEL_PATH={ScaledWorld.BundleOf(folder)}"));
        });
        return command;
    }
}
