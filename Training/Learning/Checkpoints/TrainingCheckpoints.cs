using System.Runtime.InteropServices;

namespace Manidala.Training.Learning;

/// <summary>Keeps a training's state on disk while it runs, and takes it up again.</summary>
internal sealed class TrainingCheckpoints
{
    /// <summary>Passes end with a checkpoint as long as these take no more than a tenth of the time.</summary>
    private const int LeastPerWrite = 10;

    private static readonly TimeSpan ShortWrite = TimeSpan.FromSeconds(0.2);

    private readonly CheckpointSettings _settings;
    private readonly CheckpointFolder _folder;
    private readonly TimeProvider _clock;
    private readonly IReadOnlyDictionary<string, string> _run;
    private long _lastTime;
    private int _lastStep;
    private TimeSpan _lastWrite;
    private Task<string>? _underWay;

    /// <param name="run">What the training is of; see <see cref="RunDescription"/>.</param>
    public TrainingCheckpoints(CheckpointSettings settings, IReadOnlyDictionary<string, string> run, TimeProvider clock)
    {
        _settings = settings;
        _folder = new CheckpointFolder(settings.Folder);
        _run = run;
        _clock = clock;
        _lastTime = clock.GetTimestamp();
    }

    public string? Newest => _folder.Newest;

    /// <summary>Sets the run to where its newest checkpoint stands; false where there is none.</summary>
    /// <exception cref="CheckpointException">It is damaged, or of another training.</exception>
    public bool Resume(TrainingRun run)
    {
        if (_settings.IsFresh)
        {
            _folder.Clear();
        }

        if (_folder.Newest is not { } path)
        {
            return false;
        }

        CheckpointHeader header = CheckpointFile.ReadHeader(path);
        CheckSameRun(path, header);
        run.Position = header.Position;
        run.Optimizer.Steps = header.OptimizerSteps;
        run.BestStep = header.BestStep;
        IEnumerable<CheckpointBlock> best = header.BestEpoch > 0 ? run.Best.Resume(header.BestEpoch, header.BestValue) : [];
        CheckpointFile.ReadBlocks(path, [.. WeightsOf(run), .. run.Optimizer.Blocks(), .. best]);
        run.Distribute();
        _lastStep = header.Position.Step;
        return true;
    }

    public bool IsDue(int step) =>
        _clock.GetElapsedTime(_lastTime) >= _settings.Interval || (_settings.Steps is { } steps && step - _lastStep >= steps);

    /// <summary>Saves at a pass's end, unless passes are so short, and the model so large, that the next end will do.</summary>
    public void SaveAtEnd(TrainingRun run)
    {
        if (_lastWrite <= ShortWrite || _clock.GetElapsedTime(_lastTime) >= LeastPerWrite * _lastWrite)
        {
            Save(run);
        }
    }

    /// <summary>Saves; the disk goes on with it while training does, and <see cref="TakeWritten"/> or <see cref="Finish"/> says when it is done.</summary>
    public void Save(TrainingRun run)
    {
        run.Collect();
        CheckpointBlock[] weights = [.. WeightsOf(run)];
        if (Array.Find(weights, HasBrokenNumber) is { } broken)
        {
            throw new TrainingDivergedException(run.Position.Epoch, run.Position.StepsInEpoch, $"{broken.Name} holds numbers that are not finite");
        }

        var header = new CheckpointHeader(
            CheckpointHeader.CurrentFormat, _run, run.Position, run.Optimizer.Steps, run.Best.Epoch, run.BestStep, run.Best.Value);
        long begun = _clock.GetTimestamp();
        _ = Finish();
        _underWay = _folder.Save(header, [.. weights, .. run.Optimizer.Blocks(), .. run.Best.Blocks()]);
        _lastWrite = _clock.GetElapsedTime(begun);
        _lastTime = _clock.GetTimestamp();
        _lastStep = run.Position.Step;
    }

    /// <summary>The path of a checkpoint that has become whole; null where there is none of which this was not said before.</summary>
    public string? TakeWritten() => _underWay is { IsCompleted: true } ? Finish() : null;

    /// <summary>Waits for a checkpoint that is being written. Returns its path; null where there is none.</summary>
    /// <exception cref="CheckpointException">It could not be written.</exception>
    public string? Finish()
    {
        string? written = _underWay?.GetAwaiter().GetResult();
        _underWay = null;
        return written;
    }

    private static IEnumerable<CheckpointBlock> WeightsOf(TrainingRun run) => run.Model.named_parameters().Select(named =>
        new CheckpointBlock(named.name, named.parameter.numel(), () => MemoryMarshal.Cast<byte, float>(named.parameter.bytes)));

    private static bool HasBrokenNumber(CheckpointBlock block)
    {
        foreach (float value in block.Floats())
        {
            if (!float.IsFinite(value))
            {
                return true;
            }
        }

        return false;
    }

    private void CheckSameRun(string path, CheckpointHeader header)
    {
        foreach (string field in _run.Keys.Union(header.Run.Keys))
        {
            string here = _run.GetValueOrDefault(field, "nothing");
            string there = header.Run.GetValueOrDefault(field, "nothing");
            if (here != there)
            {
                throw new CheckpointException(
                    $"the checkpoint {path} is of another training: its {field} is {there}, and now it is {here}. " +
                    "Give the command that it was made with, or start anew with --fresh.");
            }
        }
    }
}
