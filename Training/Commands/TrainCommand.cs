using System.CommandLine;
using System.Text.RegularExpressions;
using Manidala.Engine.Model;
using Manidala.Storage;
using Manidala.Training.Encoders;

namespace Manidala.Training.Commands;

/// <summary><c>train</c>: learns a model from the journal, measures it, and publishes it.</summary>
internal static partial class TrainCommand
{
    private const string LinearRecurrent = "lru";
    private const string Gru = "gru";

    public static Command Build(CommandServices services, CommandRunner runner)
    {
        Option<int> epochs = CommandOptions.InRange(new Option<int>("--epochs") { Description = "Most passes over the log; by default chosen by its size." }, 1, 10_000);
        Option<int> seed = CommandOptions.InRange(
            new Option<int>("--seed") { Description = "Equal seeds give equal models on one machine.", DefaultValueFactory = _ => 1 }, 0, int.MaxValue);
        var encoder = new Option<string>("--encoder") { Description = "lru (linear recurrence) or gru.", DefaultValueFactory = _ => LinearRecurrent };
        encoder.AcceptOnlyFromAmong(LinearRecurrent, Gru);
        var name = new Option<string?>("--name") { Description = "The model's name, to which its version adds a digest; by default the encoder's." };
        var keepInactive = new Option<bool>("--no-activate") { Description = "Publishes without switching to it." };
        var command = new Command("train", "Learns a model from the journal, measures it, publishes it and makes it the active one.")
        {
            epochs, seed, encoder, name, keepInactive, CommandOptions.Embeddings, CommandOptions.Margin, CommandOptions.Force,
        };
        command.SetAction(runner.Wrap(async (parsed, cancellationToken) =>
        {
            string kind = parsed.GetRequiredValue(encoder);
            var request = new TrainRequest(
                kind == Gru ? EncoderKind.Gru : EncoderKind.LinearRecurrent,
                CheckName(parsed.GetValue(name) ?? kind),
                parsed.GetResult(epochs) is null ? null : parsed.GetValue(epochs),
                parsed.GetValue(seed),
                Activates: !parsed.GetValue(keepInactive))
            {
                Embeddings = CommandOptions.ReadEmbeddings(parsed),
                Margin = parsed.GetValue(CommandOptions.Margin),
                Force = parsed.GetValue(CommandOptions.Force),
            };
            string data = parsed.GetRequiredValue(CommandOptions.Data);
            ManidalaDatabase database = await services.OpenDatabaseAsync(data, cancellationToken).ConfigureAwait(false);
            await using (database.ConfigureAwait(false))
            {
                await new TrainingJob(services, database, data).RunAsync(request, cancellationToken).ConfigureAwait(false);
            }
        }));
        return command;
    }

    private static string CheckName(string name) => PlainName().IsMatch(name)
        ? name
        : throw new CommandException($"--name is '{name}'; allowed: 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit.");

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    private static partial Regex PlainName();
}

/// <summary>What a training run is asked for.</summary>
/// <param name="Epochs">Null lets the size of the log decide.</param>
internal sealed record TrainRequest(EncoderKind Encoder, string Name, int? Epochs, int Seed, bool Activates)
{
    /// <summary>How the bundle stores the items' embeddings.</summary>
    public EmbeddingFormat Embeddings { get; init; }

    /// <summary>How much worse than the active model's its validation metric may be, as a share of it.</summary>
    public double Margin { get; init; } = PublishGate.DefaultMargin;

    /// <summary>Whether it becomes the active model whatever the gate says.</summary>
    public bool Force { get; init; }
}
