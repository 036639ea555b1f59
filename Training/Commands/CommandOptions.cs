using System.CommandLine;
using System.Globalization;

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

    public static Option<int> MaxMalformed { get; } = InRange(
        new Option<int>("--max-malformed") { Description = "Malformed lines after which an import stops.", DefaultValueFactory = _ => 100 }, 0, int.MaxValue);

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
