using Manidala.Bench.Drills.BadModels;
using Manidala.Bench.Drills.Cluster;
using Manidala.Bench.Processes;
using Manidala.Engine.Model;

namespace Manidala.Bench.Drills;

/// <summary>Models come and go under load, and then some come that nobody should serve.</summary>
internal sealed class ModelsDrill : IDrill
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    public string Name => "models";

    public string What => "a model published, activated and rolled back; then a corrupt, a wrong-shape, a NaN-producing, a 100 times slower one and one that runs away";

    public async Task<DrillResult> RunAsync(DrillWorld world, DrillSettings settings, CancellationToken cancellationToken)
    {
        (string scaled, string data) = await world.FillAsync(settings.Items, null, cancellationToken).ConfigureAwait(false);
        Bundle good = Bundle.Read(scaled);
        if (good.Manifest.Encoder.Kind != EncoderContract.Recurrent)
        {
            throw new InvalidDataException($"{scaled}: found an encoder of kind {good.Manifest.Encoder.Kind}; expected a recurrent one, whose state can run away.");
        }

        var models = new BadModelFactory(good, world.NewFolder("models"));
        await world.Progress.WriteLineAsync("bad models of a good one …").ConfigureAwait(false);
        (string slow, double times) = models.Slow();
        int port = world.Ports.Next();
        string log = Path.Combine(world.Logs, "models.log");
        Uri address = OneProcess.AddressOf(port);
        using var admin = new ModelAdministration(address);
        ServerProcess server = await OneProcess.StartAsync(world, null, data, port, "models", cancellationToken).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            (string first, _) = await admin.PublishAsync(scaled, activate: true, cancellationToken).ConfigureAwait(false);
            await UntilAsync(async cancel => await admin.ServingAsync(cancel).ConfigureAwait(false) == first, "the first model serves", cancellationToken).ConfigureAwait(false);
            var load = new UnderLoad(address, settings, settings.Rate ?? 200, duration: null, world.Progress);
            var trial = new BadModelTrial(admin, load, log);
            TimeSpan between = settings.Every ?? Between;
            Observed observed = await load.RunAsync(
                async cancel =>
                {
                    await ComeAndGoAsync(admin, load, models, between, first, cancel).ConfigureAwait(false);
                    await trial.RefusedAsync("corrupt", models.Corrupt(), "invalid", cancel).ConfigureAwait(false);
                    await trial.RefusedAsync("wrong shape", models.WrongShape(), "invalid", cancel).ConfigureAwait(false);
                    await trial.RefusedAsync("NaN", models.NotANumber(), "invalid", cancel).ConfigureAwait(false);
                    await trial.RefusedAsync("slow", slow, "slower-model", cancel).ConfigureAwait(false);
                    await trial.TakenBackAsync("runs away", models.RunsAway(), ModelGuard.NotFinite, Patience, cancel).ConfigureAwait(false);
                    await Task.Delay(between, cancel).ConfigureAwait(false);
                },
                async cancel =>
                {
                    await trial.UntilAFitOneServesAsync(Patience, cancel).ConfigureAwait(false);
                    await server.StopAsync(cancel).ConfigureAwait(false);
                    using var journal = new SqliteJournal(data);
                    return journal.Read();
                },
                cancellationToken).ConfigureAwait(false);

            Judgement judged = new Judgement(observed).Truth().Answers(least: .99).Unbroken().Figure("the slow one's step, times the good one's", times);
            return trial.AddTo(judged).Result(this);
        }
    }

    private static async Task ComeAndGoAsync(
        ModelAdministration admin, UnderLoad load, BadModelFactory models, TimeSpan between, string first, CancellationToken cancellationToken)
    {
        (string second, string? refusal) = await admin.PublishAsync(models.Another(), activate: false, cancellationToken).ConfigureAwait(false);
        load.Note(refusal is null ? "another model published" : throw new InvalidOperationException($"A good model was refused: {refusal}"));
        await admin.ActivateAsync(second, cancellationToken).ConfigureAwait(false);
        await UntilAsync(async cancel => await admin.ServingAsync(cancel).ConfigureAwait(false) == second, "the model that was activated serves", cancellationToken).ConfigureAwait(false);
        load.Note("it was activated and serves");
        await Task.Delay(between, cancellationToken).ConfigureAwait(false);
        await admin.RollBackAsync(cancellationToken).ConfigureAwait(false);
        await UntilAsync(async cancel => await admin.ServingAsync(cancel).ConfigureAwait(false) == first, "the first model serves again", cancellationToken).ConfigureAwait(false);
        load.Note("it was rolled back and the first one serves");
    }

    private static async Task UntilAsync(Func<CancellationToken, Task<bool>> holds, string what, CancellationToken cancellationToken)
    {
        long deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!await holds(cancellationToken).ConfigureAwait(false))
        {
            if (Environment.TickCount64 > deadline)
            {
                throw new TimeoutException($"It took longer than {Patience.TotalSeconds:0} s until {what}.");
            }

            await Task.Delay(Poll, cancellationToken).ConfigureAwait(false);
        }
    }
}
