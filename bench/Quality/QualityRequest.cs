namespace Manidala.Bench.Quality;

/// <summary>What is trained and measured.</summary>
/// <param name="Train">The file of sequences that is trained on.</param>
/// <param name="Test">The file of sessions that is tested on; null where the users' last items are.</param>
/// <param name="Last">The model is given so many of the newest items; null for all.</param>
/// <param name="TrainOptions">More options for <c>train</c>.</param>
internal sealed record QualityRequest(string Dataset, string Train, string? Test, int? Last, int Seeds, IReadOnlyList<string> TrainOptions)
{
    public string Protocol => Test is null ? "leave-one-out, full ranking" : "session, every prefix";

    public string Encoder => TrainOptions.ToList().IndexOf("--encoder") is >= 0 and var at && at + 1 < TrainOptions.Count ? TrainOptions[at + 1] : "gated";

    /// <summary>What to type to get the same, with files by their names.</summary>
    public string Command => string.Join(
        ' ',
        ["bench/quality", "--dataset", Dataset, "--train", Path.GetFileName(Train), .. Optional("--test", Path.GetFileName(Test)), .. Optional("--last", Last?.ToString(System.Globalization.CultureInfo.InvariantCulture)), "--seeds", $"{Seeds}", .. TrainOptions.Count == 0 ? [] : (IEnumerable<string>)["--", .. TrainOptions]]);

    public IReadOnlyList<string> TrainArguments => ["train", "--sequences", Train, "--progress", "plain", .. Test is null ? [] : (string[])["--protocol", "session"], .. TrainOptions];

    public IReadOnlyList<string> EvaluateArguments =>
    [
        "evaluate", "--sequences", Test ?? Train,
        .. Test is null ? [] : (string[])["--protocol", "session", "--no-user", "--train", Train],
        .. Optional("--last", Last?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
    ];

    private static string[] Optional(string name, string? value) => value is null ? [] : [name, value];
}
