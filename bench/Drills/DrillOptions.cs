using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Manidala.Bench.Load;

namespace Manidala.Bench.Drills;

/// <summary>The words of <c>drill</c>.</summary>
internal sealed class DrillOptions
{
    public Argument<string> Name { get; } = new("NAME") { Description = $"{DrillList.Names}; or {DrillList.All}." };

    public Option<bool> Json { get; } = new("--json") { Description = "Prints JSON." };

    public Option<string?> Out { get; } = new("--out") { Description = "Keeps the result as drill-NAME.json, and the logs of all processes, in this folder.", HelpName = "DIR" };

    public Option<string?> Bundle { get; } = new("--bundle") { Description = "The model to scale up; by default that of a small sample, trained first.", HelpName = "DIR" };

    private readonly Option<int> _silos = Whole("--silos", "Silos to begin with.", 3, 1, 64);
    private readonly Option<int> _gateways = Whole("--gateways", "Gateways to begin with.", 2, 1, 64);
    private readonly Option<double?> _rate = Number("--rate", "Operations a second; by default the drill's own.", 0.1, 1e6);
    private readonly Option<double?> _duration = Number("--duration", "Seconds of load after the warm-up; by default the drill's own.", 1, 86_400);
    private readonly Option<double?> _warmUp = Number("--warm-up", "Seconds before anything happens, of which times do not count (15).", 0, 3_600);
    private readonly Option<double?> _every = Number("--every", "Seconds from one blow to the next; by default the drill's own.", 1, 3_600);
    private readonly Option<int?> _rounds = new("--rounds") { Description = "How often, where a drill does the same again and again." };
    private readonly Option<int> _items = Whole("--items", "Items of the catalogue.", 5_000, 100, 10_000_000);
    private readonly Option<int> _users = Whole("--users", "Users; which of them acts follows a Zipf law.", 10_000, 1, 100_000_000);
    private readonly Option<string> _mix = new("--mix") { Description = "feed, interaction and click (an interaction and the feed that reflects it), each with its share.", DefaultValueFactory = _ => "feed=3,click=1" };
    private readonly Option<int> _seed = Whole("--seed", "Equal seeds send and break the same.", 1, 0, int.MaxValue);
    private readonly Option<int> _ports = Whole("--ports", "Servers listen on free ports from this one on.", 18_300, 1_024, 60_000);

    private readonly Option<string?> _from = new("--from") { Description = "rolling-upgrade: the older build, as published or as built.", HelpName = "DIR" };
    private readonly Option<string?> _fromCommit = new("--from-commit") { Description = "rolling-upgrade: the commit of which the older build is made, which takes minutes.", HelpName = "SHA" };

    public DrillOptions()
    {
        Name.Validators.Add(result =>
        {
            if (DrillList.Find(result.GetValueOrDefault<string>()).Count == 0)
            {
                result.AddError($"\"{result.GetValueOrDefault<string>()}\" is no drill; there are {DrillList.Names} and {DrillList.All}.");
            }
        });
        _mix.Validators.Add(CheckMix);
        _fromCommit.Validators.Add(result =>
        {
            if (result.GetResult(_from) is not null)
            {
                result.AddError("--from and --from-commit both say what the older build is; allowed: one of them.");
            }
        });
    }

    public Command ToCommand() => new(
        "drill", "Breaks a cluster of its own under load and compares what was acknowledged with the journal; ends with 0 where all bounds hold, with 3 where one does not, and with 4 where this machine lacks what a drill needs.")
    {
        Name, Json, Out, Bundle, _silos, _gateways, _rate, _duration, _warmUp, _every, _rounds, _items, _users, _mix, _seed, _ports, _from, _fromCommit,
    };

    public int FirstPort(ParseResult parsed) => parsed.GetRequiredValue(_ports);

    public DrillSettings Settings(ParseResult parsed) => new(
        parsed.GetRequiredValue(_silos),
        parsed.GetRequiredValue(_gateways),
        parsed.GetValue(_rate),
        Seconds(parsed.GetValue(_duration)),
        Seconds(parsed.GetValue(_warmUp) ?? 15)!.Value,
        Seconds(parsed.GetValue(_every)),
        parsed.GetValue(_rounds),
        parsed.GetRequiredValue(_items),
        parsed.GetRequiredValue(_users),
        LoadMix.Parse(parsed.GetRequiredValue(_mix)),
        parsed.GetRequiredValue(_seed),
        parsed.GetValue(_from),
        parsed.GetValue(_fromCommit));

    private static TimeSpan? Seconds(double? given) => given is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private static void CheckMix(OptionResult result)
    {
        try
        {
            if (LoadMix.Parse(result.GetValueOrDefault<string>()).Kinds.Any(kind => kind is LoadKind.Batch or LoadKind.Floor))
            {
                result.AddError("--mix may hold feed, interaction and click.");
            }
        }
        catch (FormatException problem)
        {
            result.AddError(problem.Message);
        }
    }

    private static Option<int> Whole(string name, string description, int otherwise, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result => Check(result, least, most));
        return option;
    }

    private static Option<double?> Number(string name, string description, double least, double most)
    {
        var option = new Option<double?>(name) { Description = description };
        option.Validators.Add(result => Check(result, least, most));
        return option;
    }

    // Text that is no number is reported by the parser itself.
    private static void Check(OptionResult result, double least, double most)
    {
        if (result.Tokens.Count == 1 && double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out double given) && !(given >= least && given <= most))
        {
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{result.Option.Name} is {result.Tokens[0].Value}; allowed: {least} to {most}."));
        }
    }
}
