using System.CommandLine;
using System.Globalization;
using Manidala.Engine.Model;

namespace Manidala.Training.Commands;

/// <summary>Options that more than one command has.</summary>
internal static class CommandOptions
{
    public static Option<string> Data { get; } = new("--data")
    {
        Description = "The data folder. DATABASE_URL or PGHOST and its like switch to PostgreSQL.",
        DefaultValueFactory = _ => "data",
        HelpName = "DIR",
        Recursive = true,
    };

    public static Option<string?> ApiKey { get; } = new("--api-key")
    {
        Description = "The server's API key; by default API_KEY of the environment.",
        HelpName = "KEY",
    };

    public static Option<string?> Bundle { get; } = new("--bundle")
    {
        Description = "A bundle's folder, instead of the active model.",
        HelpName = "DIR",
    };

    public static Option<double> Margin { get; } = MarginOption();

    public static Option<bool> Force { get; } = new("--force")
    {
        Description = "Switches to it although its validation metric is worse than the active model's, or is missing.",
    };

    public static Option<string> Embeddings { get; } = EmbeddingsOption();

    public static Option<int> MaxMalformed { get; } = InRange(
        new Option<int>("--max-malformed") { Description = "Malformed lines after which an import stops.", DefaultValueFactory = _ => 100 }, 0, int.MaxValue);

    public static EmbeddingFormat ReadEmbeddings(ParseResult parsed) => Enum.Parse<EmbeddingFormat>(parsed.GetRequiredValue(Embeddings), ignoreCase: true);

    private static Option<string> EmbeddingsOption()
    {
        var option = new Option<string>("--embeddings")
        {
            Description = "How the bundle stores the items' embeddings: f32 as trained, f16 half of it, int8 a quarter.",
            DefaultValueFactory = _ => "f32",
        };
        option.AcceptOnlyFromAmong("f32", "f16", "int8");
        return option;
    }

    private static Option<double> MarginOption()
    {
        var option = new Option<double>("--margin")
        {
            Description = "How much worse than the active model's the validation metric may be, as a share of it.",
            DefaultValueFactory = _ => PublishGate.DefaultMargin,
            HelpName = "SHARE",
        };
        option.Validators.Add(result =>
        {
            // Text that is no number is reported by the parser itself.
            if (result.Tokens.Count == 1
                && double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                && value is not (>= 0 and <= 1))
            {
                result.AddError($"--margin is {result.Tokens[0].Value}; allowed: 0 to 1, like 0.02.");
            }
        });
        return option;
    }

    /// <summary>Refuses values outside the range, naming it.</summary>
    public static Option<int> InRange(Option<int> option, int least, int most)
    {
        option.Validators.Add(result =>
        {
            // Text that is no number is reported by the parser itself.
            if (result.Tokens.Count != 1 || !int.TryParse(result.Tokens[0].Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value))
            {
                return;
            }

            if (value < least || value > most)
            {
                string allowed = most == int.MaxValue ? $"{least} or more" : $"{least} to {most}";
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name} is {value}; allowed: {allowed}."));
            }
        });
        return option;
    }

    /// <summary>The address of a server, without a slash at its end.</summary>
    public static Uri ReadServer(string text)
    {
        bool isHttp = Uri.TryCreate(text, UriKind.Absolute, out Uri? server) && (server.Scheme == Uri.UriSchemeHttp || server.Scheme == Uri.UriSchemeHttps);
        return isHttp ? server! : throw new CommandException($"'{text}' is no address of a server; expected one like http://localhost:8080");
    }
}
