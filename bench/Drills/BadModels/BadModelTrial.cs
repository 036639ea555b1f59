namespace Manidala.Bench.Drills.BadModels;

/// <summary>Offers unfit models to a server and keeps what became of each. One caller at a time.</summary>
/// <param name="log">The file that the server's output goes to.</param>
internal sealed class BadModelTrial(ModelAdministration admin, UnderLoad load, string log)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private readonly List<string> _unfit = [];
    private long _accepted;
    private long _uncounted;
    private long _unlogged;
    private long _unlisted;
    private long _serving;
    private int _refusals;
    private TimeSpan _longestService;

    /// <summary>One that has to be refused when it is published.</summary>
    /// <param name="kind">Under which the server counts it.</param>
    public async Task RefusedAsync(string what, string bundle, string kind, CancellationToken cancellationToken)
    {
        double before = await CountAsync("manidala_model_refused", kind, cancellationToken).ConfigureAwait(false);
        (string version, string? refusal) = await admin.PublishAsync(bundle, activate: true, cancellationToken).ConfigureAwait(false);
        if (refusal is null)
        {
            _accepted++;
            _unfit.Add(version);
            load.Note($"{what}: published");
            return;
        }

        load.Note($"{what}: refused: {refusal}");
        _uncounted += await IsCountedAsync("manidala_model_refused", kind, before + 1, cancellationToken).ConfigureAwait(false) ? 0 : 1;
        _unlogged += await LinesAsync("A model was not published: ", cancellationToken).ConfigureAwait(false) == ++_refusals ? 0 : 1;
    }

    /// <summary>One that shows what it is in service alone, and has to be taken back.</summary>
    public async Task TakenBackAsync(string what, string bundle, string kind, TimeSpan patience, CancellationToken cancellationToken)
    {
        double before = await CountAsync("manidala_model_taken_back", kind, cancellationToken).ConfigureAwait(false);
        (string version, string? refusal) = await admin.PublishAsync(bundle, activate: true, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            load.Note($"{what}: refused: {refusal}");
            return;
        }

        TimeSpan began = load.Note($"{what}: published");
        _unfit.Add(version);
        long deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        ListedModel model;
        do
        {
            await Task.Delay(Poll, cancellationToken).ConfigureAwait(false);
            model = (await admin.ListAsync(cancellationToken).ConfigureAwait(false)).Single(one => one.Version == version);
        }
        while (model.IsActive && Environment.TickCount64 < deadline);

        _longestService = load.Note($"{what}: {(model.IsActive ? "still active" : $"taken back: {model.Rejected}")}") - began;
        _unlisted += model.Rejected is null ? 1 : 0;
        _uncounted += await IsCountedAsync("manidala_model_taken_back", kind, before + 1, cancellationToken).ConfigureAwait(false) ? 0 : 1;
        _unlogged += await LinesAsync($"Model {version} is unfit and was taken back: ", cancellationToken).ConfigureAwait(false) == 1 ? 0 : 1;
    }

    /// <summary>Waits, when the load is over, until a fit one serves: a silo loads it before it lets the unfit one go.</summary>
    public async Task UntilAFitOneServesAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        long deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        do
        {
            await Task.Delay(Poll, cancellationToken).ConfigureAwait(false);
            _serving = await admin.ServingAsync(cancellationToken).ConfigureAwait(false) is { } serving && !_unfit.Contains(serving) ? 0 : 1;
        }
        while (_serving > 0 && Environment.TickCount64 < deadline);
    }

    public Judgement AddTo(Judgement judgement) => judgement
        .Add(DrillBound.None("unfit models accepted that a check can know", _accepted))
        .Add(DrillBound.None("unfit models without their reason on /metrics", _uncounted))
        .Add(DrillBound.None("unfit models without their reason in the log", _unlogged))
        .Add(DrillBound.None("models taken back without their reason in the list", _unlisted))
        .Add(DrillBound.AtMost("until a model that fails in service is taken back", _longestService.TotalSeconds, 30, "s"))
        .Add(DrillBound.None("unfit models that serve in the end", _serving));

    private Task<double> CountAsync(string counter, string kind, CancellationToken cancellationToken) => admin.CounterAsync(counter, $"reason=\"{kind}\"", cancellationToken);

    // The page of /metrics is kept for a moment, and a refusal may take less than that.
    private async Task<bool> IsCountedAsync(string counter, string kind, double expected, CancellationToken cancellationToken)
    {
        const int Most = 20;
        for (int look = 1; await CountAsync(counter, kind, cancellationToken).ConfigureAwait(false) != expected; look++)
        {
            if (look == Most)
            {
                return false;
            }

            await Task.Delay(Poll, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private async Task<int> LinesAsync(string beginning, CancellationToken cancellationToken)
    {
        // The server's process writes it, and this one reads what it writes as it comes.
        var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        await using (file.ConfigureAwait(false))
        {
            using var reader = new StreamReader(file);
            string text = await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            return text.Split(beginning).Length - 1;
        }
    }
}
