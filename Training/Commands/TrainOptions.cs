using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Manidala.Engine.Sessions;
using Manidala.Training.Learning;
using Manidala.Training.Progress;

namespace Manidala.Training.Commands;

/// <summary>The options of <c>train</c>, and what they say.</summary>
internal sealed partial class TrainOptions
{
    private const string Session = "session";
    private const string LeaveOneOut = "leave-one-out";

    /// <summary>Whole sessions that are held back: enough to choose a pass by, few enough for the rest to be like the whole.</summary>
    private const double SessionShare = 0.05;

    private const double MostWeight = 1000;
    private const double LeastWeight = 0.001;

    private readonly ShapeOptions _shape = new();

    private readonly Option<int> _seed = CommandOptions.InRange(
        new Option<int>("--seed") { Description = "Equal seeds give equal models on one machine with the same number of threads.", DefaultValueFactory = _ => 1 }, 0, int.MaxValue);

    private readonly Option<string?> _name = new("--name") { Description = "The model's name, to which its version adds a digest; by default the encoder's." };
    private readonly Option<bool> _keepsActive = new("--no-activate") { Description = "Publishes without switching to it." };
    private readonly Option<long?> _through = new("--through") { Description = "Trains on the journal up to this sequence; by default up to where it stands.", HelpName = "SEQUENCE" };
    private readonly Option<string?> _archive = new("--archive") { Description = "Trains on what `archive` wrote into this folder, too.", HelpName = "DIR" };
    private readonly Option<string?> _sequences = new("--sequences") { Description = "Trains on this bare file of sequences instead of the journal; with --out.", HelpName = "FILE" };
    private readonly Option<string?> _out = new("--out") { Description = "Where the bundle of --sequences goes.", HelpName = "BUNDLE" };

    private readonly Option<string> _protocol = OneOf(
        new Option<string>("--protocol")
        {
            Description = "Of --sequences: leave-one-out (lines begin with a user; the last two items are held back) or session (lines are items; the last twentieth is held back whole).",
            DefaultValueFactory = _ => LeaveOneOut,
        },
        LeaveOneOut,
        Session);

    private readonly Option<string?> _typeWeights = new("--type-weights")
    {
        Description = "How much interactions count, by type: like=2,view=0.5; others count 1.",
        HelpName = "TYPE=WEIGHT,…",
    };

    private readonly Option<double?> _halfLife = new("--half-life-days") { Description = "Days after which an interaction counts half; off by default.", HelpName = "DAYS" };

    private readonly Option<int> _minutes = CommandOptions.InRange(
        new Option<int>("--checkpoint-minutes") { Description = "Minutes between checkpoints; every pass ends with one.", DefaultValueFactory = _ => 10 }, 1, 10_000);

    private readonly Option<int?> _steps = new("--checkpoint-steps") { Description = "Steps between checkpoints, beside the time.", HelpName = "N" };
    private readonly Option<bool> _fresh = new("--fresh") { Description = "Starts anew instead of going on from a checkpoint." };
    private readonly Option<bool> _estimate = new("--estimate") { Description = "Says how much memory and time a training would take, and does not train." };

    private readonly Option<string> _device = OneOf(
        new Option<string>("--device") { Description = "cpu or cuda.", DefaultValueFactory = _ => TrainingDevice.Cpu }, TrainingDevice.Cpu, TrainingDevice.Cuda);

    private readonly Option<int?> _threads = new("--threads") { Description = "Threads that compute; by default one a core.", HelpName = "N" };
    private readonly Option<string?> _every = new("--every") { Description = "Keeps running and trains again after this time: 30m, 6h, 1d.", HelpName = "TIME" };
    private readonly Option<long?> _newInteractions = new("--new-interactions") { Description = "Keeps running and trains again after so many new interactions.", HelpName = "N" };

    private readonly Option<string> _progress = OneOf(
        new Option<string>("--progress") { Description = "auto, plain, json (a line an event, to the error output) or none.", DefaultValueFactory = _ => "auto" },
        "auto",
        "plain",
        "json",
        "none");

    private readonly Option<bool> _noFeatures = new("--no-item-features") { Description = "Knows items by their ids alone and not by their attributes." };
    private readonly Option<bool> _noRefit = new("--no-refit")
    {
        Description = "Keeps the model that validated best, in half the time; by default as many passes are made once more on what validated, too.",
    };

    private readonly Option<string?> _progressFile = new("--progress-file") { Description = "Where --progress json writes instead.", HelpName = "FILE" };

    public IEnumerable<Option> All =>
    [
        .. _shape.All, _seed, _name, _keepsActive, _through, _archive, _sequences, _out, _protocol, _typeWeights, _halfLife, _minutes, _steps, _fresh, _estimate,
        _device, _threads, _every, _newInteractions, _progress, _progressFile, _noFeatures, _noRefit, CommandOptions.MaxMalformed, CommandOptions.Embeddings,
        CommandOptions.Margin, CommandOptions.Force,
    ];

    public TrainRequest RequestOf(ParseResult parsed)
    {
        return new TrainRequest(
            CheckName(parsed.GetValue(_name) ?? _shape.EncoderName(parsed)),
            parsed.GetValue(_seed),
            Activates: !parsed.GetValue(_keepsActive))
        {
            Shape = _shape.RequestOf(parsed),
            Through = Positive(_through.Name, parsed.GetValue(_through)),
            Archive = parsed.GetValue(_archive),
            Threads = (int?)Positive(_threads.Name, parsed.GetValue(_threads)),
            Device = parsed.GetRequiredValue(_device),
            TypeWeights = parsed.GetValue(_typeWeights) is { } weights ? ReadWeights(weights) : null,
            HalfLifeDays = ReadHalfLife(parsed.GetValue(_halfLife)),
            ValidationSessions = parsed.GetRequiredValue(_protocol) == Session ? SessionShare : null,
            CheckpointInterval = TimeSpan.FromMinutes(parsed.GetValue(_minutes)),
            CheckpointSteps = (int?)Positive(_steps.Name, parsed.GetValue(_steps)),
            UsesItemFeatures = !parsed.GetValue(_noFeatures),
            Refits = !parsed.GetValue(_noRefit),
            IsFresh = parsed.GetValue(_fresh),
            IsEstimate = parsed.GetValue(_estimate),
            Embeddings = CommandOptions.ReadEmbeddings(parsed),
            Margin = parsed.GetValue(CommandOptions.Margin),
            Force = parsed.GetValue(CommandOptions.Force),
        };
    }

    /// <summary>The file to train on and where the bundle goes; null for the journal.</summary>
    public (SequenceSource Source, string? Output)? SequencesOf(ParseResult parsed)
    {
        string? output = parsed.GetValue(_out);
        if (parsed.GetValue(_sequences) is not { } path)
        {
            return output is null && parsed.GetRequiredValue(_protocol) == LeaveOneOut
                ? null
                : throw new CommandException("--out and --protocol belong to --sequences FILE; without it the journal is trained on and the model published.");
        }

        bool isEstimate = parsed.GetValue(_estimate);
        if (output is null && !isEstimate)
        {
            throw new CommandException("--sequences needs --out BUNDLE, the folder that the bundle is written to.");
        }

        if (parsed.GetValue(_every) is not null || parsed.GetValue(_newInteractions) is not null || parsed.GetValue(_through) is not null
            || parsed.GetValue(_archive) is not null)
        {
            throw new CommandException("--every, --new-interactions, --through and --archive belong to the journal; --sequences is trained on once and whole.");
        }

        var source = new SequenceSource(path, parsed.GetRequiredValue(_protocol) == Session, parsed.GetValue(CommandOptions.MaxMalformed));
        return (source, isEstimate ? null : output);
    }

    /// <summary>When to train again; null for once.</summary>
    public TrainingSchedule? ScheduleOf(ParseResult parsed, CommandServices services)
    {
        TimeSpan? every = parsed.GetValue(_every) is { } text ? ReadTime(text) : null;
        long? enough = Positive(_newInteractions.Name, parsed.GetValue(_newInteractions));
        if (every is null && enough is null)
        {
            return null;
        }

        return parsed.GetValue(_through) is null && !parsed.GetValue(_estimate)
            ? new TrainingSchedule(services.Time, services.Error, every, enough)
            : throw new CommandException("--through and --estimate are for one training; --every and --new-interactions train again and again.");
    }

    /// <summary>The services with the progress that was asked for; the file is the caller's to dispose.</summary>
    public CommandServices ProgressOf(ParseResult parsed, CommandServices services, out IDisposable? file)
    {
        file = null;
        string? path = parsed.GetValue(_progressFile);
        string kind = parsed.GetRequiredValue(_progress);
        if (path is not null && kind != "json")
        {
            throw new CommandException($"--progress-file belongs to --progress json; --progress is {kind}.");
        }

        switch (kind)
        {
            case "plain":
                return services with { Progress = new PlainProgressReporter(services.Error, services.Time) };
            case "none":
                return services with { Progress = SilentProgressReporter.Instance };
            case "json":
                var writer = path is null ? null : new StreamWriter(path) { AutoFlush = true };
                file = writer;
                return services with { Progress = new JsonProgressReporter(writer ?? services.Error, services.Time) };
            default:
                return services;
        }
    }

    private static Option<string> OneOf(Option<string> option, params string[] allowed) => option.AcceptOnlyFromAmong(allowed);

    private static long? Positive(string option, long? value) => value is null or > 0
        ? value
        : throw new CommandException(string.Create(CultureInfo.InvariantCulture, $"{option} is {value}; allowed: 1 or more."));

    private static double? ReadHalfLife(double? days) => days is null || (days > 0 && double.IsFinite(days.Value))
        ? days
        : throw new CommandException(string.Create(CultureInfo.InvariantCulture, $"--half-life-days is {days}; allowed: numbers above 0."));

    private static Dictionary<string, double> ReadWeights(string text)
    {
        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (string part in text.Split(','))
        {
            string[] sides = part.Split('=');
            bool isPositive = sides.Length == 2
                && InteractionTypes.Default.TryGet(sides[0].Trim(), out InteractionType type) && type.Kind == InteractionKind.Positive;
            if (!isPositive || !double.TryParse(sides[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double weight)
                || !(weight >= LeastWeight && weight <= MostWeight))
            {
                string names = string.Join(", ", InteractionTypes.Default.InOrder.Where(known => known.Kind == InteractionKind.Positive).Select(known => known.Name));
                throw new CommandException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"--type-weights has '{part}'; expected TYPE=WEIGHT with a type of {names} and a weight of {LeastWeight} to {MostWeight}."));
            }

            weights[sides[0].Trim()] = weight;
        }

        return weights;
    }

    private static TimeSpan ReadTime(string text)
    {
        Match found = PlainTime().Match(text);
        if (!found.Success || !int.TryParse(found.Groups[1].Value, CultureInfo.InvariantCulture, out int amount) || amount == 0 || amount > 100_000)
        {
            throw new CommandException($"--every is '{text}'; expected a number and s, m, h or d, such as 30m, 6h or 1d.");
        }

        return found.Groups[2].Value switch
        {
            "s" => TimeSpan.FromSeconds(amount),
            "m" => TimeSpan.FromMinutes(amount),
            "h" => TimeSpan.FromHours(amount),
            _ => TimeSpan.FromDays(amount),
        };
    }

    private static string CheckName(string name) => PlainName().IsMatch(name)
        ? name
        : throw new CommandException($"--name is '{name}'; allowed: 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit.");

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    private static partial Regex PlainName();

    [GeneratedRegex("^([0-9]{1,6})([smhd])$")]
    private static partial Regex PlainTime();
}
