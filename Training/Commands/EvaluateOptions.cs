using System.CommandLine;
using System.Globalization;
using Manidala.Training.Evaluation;
using Manidala.Training.Import;

namespace Manidala.Training.Commands;

/// <summary>The options of <c>evaluate</c>, and which of them go together.</summary>
internal sealed class EvaluateOptions
{
    private const string LeaveOneOut = "leave-one-out";
    private const string Session = "session";
    private const string Temporal = "temporal";
    private const string First = "first";
    private const string All = "all";
    private const double DefaultShare = 0.1;
    private const int LongestList = 1_000;

    private readonly Option<bool> _json = new("--json") { Description = "Writes the result as JSON." };
    private readonly Option<string?> _html = new("--html") { Description = "Writes a report with charts for a browser.", HelpName = "FILE" };
    private readonly Option<string?> _served = new("--served") { Description = "Replays the histories through this server's HTTP interface and measures its feeds.", HelpName = "URL" };
    private readonly Option<int> _users = CommandOptions.InRange(new Option<int>("--users") { Description = "Most users or sessions to measure with; all by default." }, 1, int.MaxValue);
    private readonly Option<string?> _sequences = new("--sequences") { Description = "Measures on this file of sequences (\"user item item …\", oldest first, plain or gzip) instead of the data folder.", HelpName = "FILE" };
    private readonly Option<string?> _protocol = new("--protocol") { Description = "With --sequences: leave-one-out (the last item), or session (every prefix predicts its next item)." };
    private readonly Option<bool> _noUser = new("--no-user") { Description = "With --sequences: the lines hold items only, and each is a session." };
    private readonly Option<string?> _train = new("--train") { Description = "With --protocol session: the sessions before the test, for the baselines.", HelpName = "FILE" };
    private readonly Option<string?> _split = new("--split") { Description = "leave-one-out (the last item of each user), or temporal (what is new to a user after one moment)." };
    private readonly Option<double> _testShare = new("--test-share") { Description = "With --split temporal: the share of the newest interactions that is to be found; 0.1 by default." };
    private readonly Option<string?> _since = new("--since") { Description = "With --split temporal: the moment itself, ISO 8601 or Unix seconds.", HelpName = "DATE" };
    private readonly Option<string?> _targets = new("--targets") { Description = "With --split temporal: first (the first new item after the cut, the default) or all of them." };
    private readonly Option<string?> _at = new("--at") { Description = "Lengths of lists, by default 1,5,10,20,50.", HelpName = "K,K,…" };
    private readonly Option<int> _sampled = CommandOptions.InRange(
        new Option<int>("--sampled") { Description = "Beside the full ranking, marked, figures among the target and this many drawn items." }, 1, 10_000);

    private readonly Option<int> _last = CommandOptions.InRange(
        new Option<int>("--last") { Description = "The model is given the newest items of a history alone, this many; all by default." }, 1, int.MaxValue);

    private readonly Option<int> _vmisSessions = CommandOptions.InRange(
        new Option<int>("--vmis-sessions") { Description = "Recent sessions that VMIS-kNN compares (m).", DefaultValueFactory = _ => new EvaluationSettings().VmisSessions }, 1, 100_000);

    private readonly Option<int> _vmisNeighbours = CommandOptions.InRange(
        new Option<int>("--vmis-neighbours") { Description = "Neighbours that VMIS-kNN recommends from (k).", DefaultValueFactory = _ => new EvaluationSettings().VmisNeighbours }, 1, 100_000);

    public EvaluateOptions()
    {
        _protocol.AcceptOnlyFromAmong(LeaveOneOut, Session);
        _split.AcceptOnlyFromAmong(LeaveOneOut, Temporal);
        _targets.AcceptOnlyFromAmong(First, All);
    }

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])
        [
            _json, _html, _served, CommandOptions.ApiKey, CommandOptions.Bundle, _users, _sequences, _protocol, _noUser, _train, CommandOptions.MaxMalformed,
            _split, _testShare, _since, _targets, _at, _last, _sampled, _vmisSessions, _vmisNeighbours,
        ])
        {
            command.Add(option);
        }
    }

    /// <exception cref="CommandException">Options do not go together, or a value is out of its range.</exception>
    public EvaluateRequest Read(ParseResult parsed)
    {
        CheckCompany(parsed);
        return new EvaluateRequest
        {
            Data = parsed.GetRequiredValue(CommandOptions.Data),
            Bundle = parsed.GetValue(CommandOptions.Bundle),
            Most = Given(parsed, _users) ? parsed.GetValue(_users) : null,
            Served = parsed.GetValue(_served),
            ApiKey = parsed.GetValue(CommandOptions.ApiKey),
            WritesJson = parsed.GetValue(_json),
            Html = parsed.GetValue(_html),
            Temporal = parsed.GetValue(_split) == Temporal ? ReadTemporal(parsed) : null,
            Sequences = parsed.GetValue(_sequences) is { } path
                ? new SequenceInput(
                    path,
                    parsed.GetValue(_protocol) == Session,
                    HasUser: !parsed.GetValue(_noUser),
                    parsed.GetValue(_train),
                    parsed.GetValue(CommandOptions.MaxMalformed))
                : null,
            Settings = new EvaluationSettings
            {
                Lengths = parsed.GetValue(_at) is { } lengths ? ReadLengths(lengths) : null,
                Newest = Given(parsed, _last) ? parsed.GetValue(_last) : null,
                Sampled = parsed.GetValue(_sampled),
                VmisSessions = parsed.GetValue(_vmisSessions),
                VmisNeighbours = parsed.GetValue(_vmisNeighbours),
            },
        };
    }

    private void CheckCompany(ParseResult parsed)
    {
        bool hasFile = parsed.GetValue(_sequences) is not null;
        bool isTemporal = parsed.GetValue(_split) == Temporal;
        Require(hasFile, "--sequences", parsed, _protocol, _noUser, CommandOptions.MaxMalformed);
        Require(parsed.GetValue(_protocol) == Session, "--protocol session", parsed, _train);
        Require(isTemporal, "--split temporal", parsed, _testShare, _since, _targets);
        if (hasFile && isTemporal)
        {
            throw new CommandException("--split temporal needs times, which a file of sequences does not have; import a log with times into a data folder.");
        }

        if (Given(parsed, _testShare) && Given(parsed, _since))
        {
            throw new CommandException("--test-share and --since both say where the cut is; give one of them.");
        }

        if (parsed.GetValue(_html) is { } html && Directory.Exists(html))
        {
            throw new CommandException($"--html is {html}, a folder; expected the name of a file.");
        }

        if (Given(parsed, _served) && (hasFile || isTemporal || Given(parsed, _last)))
        {
            throw new CommandException("--served measures each user's last item of the data folder; it goes with none of --sequences, --split temporal and --last.");
        }
    }

    private TemporalSplit ReadTemporal(ParseResult parsed)
    {
        double share = Given(parsed, _testShare) ? parsed.GetValue(_testShare) : DefaultShare;
        if (!(share > 0 && share < 1))
        {
            throw new CommandException(string.Create(CultureInfo.InvariantCulture, $"--test-share is {share}; allowed: more than 0 and less than 1."));
        }

        long? since = null;
        if (parsed.GetValue(_since) is { } text)
        {
            since = FieldReader.TryReadTime(text, out long milliseconds) is { } problem ? throw new CommandException($"--since: {problem}.") : milliseconds;
        }

        return new TemporalSplit(since, share, parsed.GetValue(_targets) == All);
    }

    private static IReadOnlyList<int> ReadLengths(string text)
    {
        var lengths = new SortedSet<int>();
        foreach (string word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int length) || length is < 1 or > LongestList)
            {
                throw new CommandException(string.Create(
                    CultureInfo.InvariantCulture, $"--at has '{word}'; allowed: numbers from 1 to {LongestList}, separated by commas."));
            }

            lengths.Add(length);
        }

        return [.. lengths];
    }

    private static void Require(bool isThere, string company, ParseResult parsed, params ReadOnlySpan<Option> options)
    {
        foreach (Option option in options)
        {
            if (!isThere && Given(parsed, option))
            {
                throw new CommandException($"{option.Name} goes with {company} only.");
            }
        }
    }

    private static bool Given(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };
}
