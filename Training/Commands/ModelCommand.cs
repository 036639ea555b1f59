using System.CommandLine;
using System.Globalization;
using Manidala.Engine.Model;
using Manidala.Training.Packing;

namespace Manidala.Training.Commands;

/// <summary><c>model pack</c>: makes a bundle of an ONNX encoder trained elsewhere.</summary>
internal static class ModelCommand
{
    public static Command Build(CommandServices services, CommandRunner runner) =>
        new("model", "Works on bundles.") { BuildPack(services, runner) };

    private static Command BuildPack(CommandServices services, CommandRunner runner)
    {
        var onnx = new Option<string>("--onnx") { Description = "The encoder, with all its weights in the file.", Required = true, HelpName = "FILE" };
        var items = new Option<string>("--items") { Description = "The items' ids in the order of the rows: a JSON array, or one a line.", Required = true, HelpName = "FILE" };
        var embeddings = new Option<string>("--embeddings") { Description = "The items' vectors, one row each, as numpy.save writes them.", Required = true, HelpName = "FILE.npy" };
        var bias = new Option<string?>("--bias") { Description = "A number added to each item's score.", HelpName = "FILE.npy" };
        var kind = new Option<string>("--kind") { Description = "recurrent, sequence or user; docs/bundle.md describes them.", Required = true };
        kind.AcceptOnlyFromAmong(EncoderContract.Recurrent, EncoderContract.Sequence, EncoderContract.User);
        var name = new Option<string>("--name") { Description = "The model's name, to which its version adds a digest.", Required = true };
        var output = new Option<string>("--out") { Description = "The bundle's folder; an older bundle there is replaced.", Required = true, HelpName = "DIR" };
        Option<int> length = CommandOptions.InRange(
            new Option<int>("--length") { Description = "sequence: the newest interactions that it takes; by default what the file declares." }, 1, EncoderContract.MaxLength);
        Option<int> stateSize = CommandOptions.InRange(
            new Option<int>("--state-size") { Description = "recurrent: numbers of a state; by default what the file declares." }, 1, 1 << 16);
        var padding = new Option<string?>("--padding") { Description = "sequence: left (the default) or right of the interactions." };
        padding.AcceptOnlyFromAmong(EncoderContract.PadLeft, EncoderContract.PadRight);
        var paddingItem = new Option<long>("--padding-item") { Description = "sequence: the number in an empty place; by default the one before the first item's." };
        var firstItem = new Option<long>("--first-item") { Description = "The file's number for the item of row 0; by default 0." };
        var types = new Option<string?>("--types") { Description = "Names by the file's numbers for interaction types: other,view,like,…" };
        Option<string[]> inputs = Pairs("--input", "ROLE=TENSOR", "Fills a tensor that is not named as its role; may be repeated.");
        Option<string[]> outputs = Pairs("--output", "ROLE=TENSOR", "Reads an output that is not named as its role.");
        Option<string[]> constants = Pairs("--constant", "TENSOR=VALUE", "user: gives a tensor always the same value; may be repeated.");
        var command = new Command("pack", "Makes a bundle of an ONNX encoder trained elsewhere, after running it over the items.")
        {
            onnx, items, embeddings, bias, kind, name, output, length, stateSize, padding, paddingItem, firstItem, types, inputs, outputs, constants,
        };
        command.SetAction(runner.Wrap(async (parsed, _) =>
        {
            var request = new PackRequest(
                Existing(parsed.GetRequiredValue(onnx)),
                Existing(parsed.GetRequiredValue(items)),
                Existing(parsed.GetRequiredValue(embeddings)),
                parsed.GetValue(bias) is { } named ? Existing(named) : null,
                parsed.GetRequiredValue(name),
                parsed.GetRequiredValue(output),
                parsed.GetRequiredValue(kind))
            {
                Length = Given(parsed, length),
                StateSize = Given(parsed, stateSize),
                Padding = parsed.GetValue(padding),
                PaddingItem = Given(parsed, paddingItem),
                FirstItem = Given(parsed, firstItem),
                InteractionTypes = parsed.GetValue(types)?.Split(',', StringSplitOptions.TrimEntries),
                Inputs = ReadPairs(parsed, inputs),
                Outputs = ReadPairs(parsed, outputs),
                Constants = ReadPairs(parsed, constants),
            };
            await WriteAsync(services, Pack(request), request.Out).ConfigureAwait(false);
        }));
        return command;
    }

    private static BundleManifest Pack(PackRequest request)
    {
        try
        {
            return ModelPacker.Pack(request);
        }
        catch (PackException refusal)
        {
            throw new CommandException(refusal.Message);
        }
    }

    private static async Task WriteAsync(CommandServices services, BundleManifest manifest, string folder)
    {
        EncoderContract encoder = manifest.Encoder;
        string window = encoder.Length is { } length ? $", the newest {length} interactions" : "";
        await services.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"Packed {manifest.Version} into {folder}: {encoder.Kind}, {manifest.ItemCount:N0} items of {manifest.Dimension} numbers{window}, {encoder.StateSize * sizeof(float):N0} bytes a user"))
            .ConfigureAwait(false);
        foreach ((string role, string tensor) in encoder.Inputs ?? new Dictionary<string, string>())
        {
            await services.Out.WriteLineAsync($"  {tensor} is filled with {role}").ConfigureAwait(false);
        }

        foreach ((string tensor, string value) in encoder.Constants ?? new Dictionary<string, string>())
        {
            await services.Out.WriteLineAsync($"  {tensor} is always {value}").ConfigureAwait(false);
        }
    }

    private static Option<string[]> Pairs(string name, string shape, string description)
    {
        var option = new Option<string[]>(name) { Description = description, HelpName = shape, DefaultValueFactory = _ => [] };
        option.Validators.Add(result =>
        {
            foreach (string text in result.Tokens.Select(token => token.Value).Where(text => text.IndexOf('=', StringComparison.Ordinal) < 1))
            {
                result.AddError($"{name} is '{text}'; expected {shape}.");
            }
        });
        return option;
    }

    private static Dictionary<string, string> ReadPairs(ParseResult parsed, Option<string[]> option)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string text in parsed.GetRequiredValue(option))
        {
            int middle = text.IndexOf('=', StringComparison.Ordinal);
            if (!pairs.TryAdd(text[..middle], text[(middle + 1)..]))
            {
                throw new CommandException($"{option.Name} names '{text[..middle]}' twice; expected each once.");
            }
        }

        return pairs;
    }

    private static T? Given<T>(ParseResult parsed, Option<T> option)
        where T : struct =>
        parsed.GetResult(option) is { Implicit: false } ? parsed.GetValue(option) : null;

    private static string Existing(string path) => File.Exists(path) ? path : throw new CommandException($"{path} does not exist.");
}
