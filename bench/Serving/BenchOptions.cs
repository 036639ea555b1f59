using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Manidala.Bench.Serving;

/// <summary>The words of <c>bench</c>. Numbers that are not given are small ones, and with --full those of the table in the README.</summary>
internal sealed class BenchOptions
{
    private const int FewestItems = 100;
    private const int MostItems = 100_000_000;

    public Option<string?> Bundle { get; } = new("--bundle") { Description = "A trained model, whose items are scaled up; by default that of a small sample, trained first." };

    public Option<string?> Rows { get; } = new("--rows") { Description = $"Which rows, separated by commas: {string.Join(", ", RowList.Names)}. By default all but peers and growth." };

    public Option<int?> Items { get; } = Whole(new Option<int?>("--items") { Description = "Items of the catalogue that is served: 10000, with --full 100000." }, FewestItems, MostItems);

    public Option<int[]> Sizes { get; } = new("--sizes")
    {
        Description = "Numbers of items of the row retrieval.", DefaultValueFactory = _ => [10_000, 100_000], AllowMultipleArgumentsPerToken = true,
    };

    public Option<int?> Users { get; } = Whole(new Option<int?>("--users") { Description = "Users with a session: 2000, with --full 10000." }, 1, 10_000_000);

    public Option<int?> Known { get; } = Whole(new Option<int?>("--known") { Description = "Users in the journal of the row memory, of whom --users are active: as many." }, 1, 10_000_000);

    public Option<int> Rounds { get; } = new("--rounds") { Description = "Runs of each figure, which is their median.", DefaultValueFactory = _ => 3 };

    public Option<double?> Seconds { get; } = new("--seconds") { Description = "Of a run: 3, with --full 15." };

    public Option<double?> Rate { get; } = new("--rate") { Description = "Operations a second of the mixed load: 500, with --full 2000." };

    public Option<int> History { get; } = Whole(new Option<int>("--history") { Description = "Interactions of a user of the row cold.", DefaultValueFactory = _ => 10_000 }, 1, 1_000_000);

    public Option<bool> Full { get; } = new("--full") { Description = "Larger and longer: an hour or so. A million items in the row retrieval, too." };

    public Option<bool> Growth { get; } = new("--growth") { Description = "With --full: feeds and memory by items (up to a million, 10 million where memory allows), users and histories." };

    public Option<bool> Peers { get; } = new("--peers") { Description = "Runs a service of FastAPI and torch, and faiss and hnswlib on the same rows, where they are installed." };

    public Option<string> PeerSources { get; } = new("--peer-sources") { Description = "Where their programs are.", DefaultValueFactory = _ => Path.Combine("bench", "Peers"), Hidden = true };

    public Option<string?> Sequences { get; } = new("--sequences") { Description = "Real histories, a line each, that retrieval's queries come from; by default those of simulated users." };

    public Option<bool> WithUsers { get; } = new("--with-users") { Description = "Lines of --sequences begin with a user." };

    public Option<int> Queries { get; } = Whole(new Option<int>("--queries") { Description = "Searches of each of retrieval's settings.", DefaultValueFactory = _ => 400 }, 1, 1_000_000);

    public Option<string> Out { get; } = new("--out") { Description = "The folder of bench.json, bench.md and the plots.", DefaultValueFactory = _ => "bench-results", HelpName = "DIR" };

    public Option<string?> Compare { get; } = new("--compare") { Description = "An earlier bench.json: says what got worse, and ends with 3 then.", HelpName = "FILE.json" };

    public Option<double> Tolerance { get; } = new("--tolerance") { Description = "The share by which a figure may be worse.", DefaultValueFactory = _ => 0.15 };

    /// <summary>A command that takes them.</summary>
    public Command ToCommand()
    {
        Sizes.Validators.Add(result => Check(result, FewestItems, MostItems));
        Rounds.Validators.Add(result => Check(result, 1, 100));
        Seconds.Validators.Add(result => Check(result, 0.1, 3_600));
        Rate.Validators.Add(result => Check(result, 1, 1e6));
        Tolerance.Validators.Add(result => Check(result, 0, 10));
        Rows.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && RowList.Split(result.Tokens[0].Value).FirstOrDefault(name => !RowList.Names.Contains(name)) is { } unknown)
            {
                result.AddError($"--rows has \"{unknown}\"; allowed: {string.Join(", ", RowList.Names)}.");
            }
        });
        return new Command("bench", "Measures serving and retrieval on this machine, checks every answer, and writes JSON, Markdown and plots.")
        {
            Bundle, Rows, Items, Sizes, Users, Known, Rounds, Seconds, Rate, History, Full, Growth, Peers, PeerSources, Sequences, WithUsers, Queries, Out, Compare, Tolerance,
        };
    }

    /// <summary>What the serving rows are to do.</summary>
    public ServingSettings Settings(ParseResult parsed)
    {
        bool isFull = parsed.GetRequiredValue(Full);
        string? database = Environment.GetEnvironmentVariable("DATABASE_URL");
        int users = parsed.GetValue(Users) ?? (isFull ? 10_000 : 2_000);
        return new ServingSettings(
            parsed.GetValue(Items) ?? (isFull ? 100_000 : 10_000),
            users,
            Math.Max(parsed.GetValue(Known) ?? users, users),
            parsed.GetRequiredValue(Rounds),
            TimeSpan.FromSeconds(parsed.GetValue(Seconds) ?? (isFull ? 15 : 3)),
            parsed.GetValue(Rate) ?? (isFull ? 2_000 : 500),
            parsed.GetRequiredValue(History),
            parsed.GetRequiredValue(Peers) ? parsed.GetRequiredValue(PeerSources) : null,
            string.IsNullOrEmpty(database) ? null : database);
    }

    private static Option<T> Whole<T>(Option<T> option, int least, int most)
    {
        option.Validators.Add(result => Check(result, least, most));
        return option;
    }

    private static void Check(OptionResult result, double least, double most)
    {
        if (result.Tokens.FirstOrDefault(token => !(double.TryParse(token.Value, CultureInfo.InvariantCulture, out double value) && value >= least && value <= most)) is { } bad)
        {
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{result.Option.Name} is \"{bad.Value}\"; allowed: {least} to {most}."));
        }
    }
}
