using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Manidala.Training.Data;

namespace Manidala.Training.Progress;

/// <summary>
/// Progress as lines of JSON, for machines: <c>begin</c>, <c>progress</c> and <c>end</c> of each step. At most one a second, but every validation, checkpoint and
/// note.
/// </summary>
internal sealed class JsonProgressReporter(TextWriter output, TimeProvider time) : IProgressReporter
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private TextWriter Output => output;

    private TimeProvider Time => time;

    public IProgressStep Begin(string title, long? total)
    {
        var step = new Step(this, title, total);
        step.Write("begin", 0, null);
        return step;
    }

    private sealed class Step(JsonProgressReporter owner, string title, long? total) : IProgressStep
    {
        private readonly long _started = owner.Time.GetTimestamp();
        private long _lastLine = owner.Time.GetTimestamp();
        private long _done;

        public void Report(long done, string? detail = null)
        {
            _done = done;
            if (IsDue())
            {
                Write("progress", done, detail is null ? null : new JsonObject { ["note"] = detail });
            }
        }

        public void Report(long done, TrainingStatus status)
        {
            _done = done;
            if (status.IsMilestone || IsDue())
            {
                Write("progress", done, Describe(status));
            }
        }

        public void Dispose() => Write("end", _done, new JsonObject { ["peakBytes"] = PeakMemory.Bytes });

        public void Write(string kind, long done, JsonObject? more)
        {
            _lastLine = owner.Time.GetTimestamp();
            var line = new JsonObject { ["event"] = kind, ["step"] = title, ["done"] = done };
            if (total is { } all)
            {
                line["total"] = all;
            }

            line["seconds"] = Math.Round(owner.Time.GetElapsedTime(_started).TotalSeconds, 3);
            foreach (var (name, value) in more ?? [])
            {
                line[name] = value?.DeepClone();
            }

            owner.Output.WriteLine(line.ToJsonString(Options));
            owner.Output.Flush();
        }

        private bool IsDue() => owner.Time.GetElapsedTime(_lastLine) >= ShortestPause;

        private static JsonObject Describe(TrainingStatus status)
        {
            var line = new JsonObject { ["epoch"] = status.Epoch, ["epochs"] = status.Epochs };
            Put(line, "loss", double.IsFinite(status.Loss) ? JsonValue.Create(status.Loss) : null);
            line["metric"] = status.Metric;
            Put(line, "validated", status.Validated);
            Put(line, "best", status.Best);
            Put(line, "interactionsPerSecond", status.PerSecond > 0 ? JsonValue.Create(Math.Round(status.PerSecond, 1)) : null);
            Put(line, "secondsLeft", status.Left is { } left ? JsonValue.Create(Math.Round(left.TotalSeconds, 1)) : null);
            Put(line, "checkpoint", status.Checkpoint);
            Put(line, "note", status.Note);
            return line;
        }

        private static void Put(JsonObject line, string name, JsonNode? value)
        {
            if (value is not null)
            {
                line[name] = value;
            }
        }
    }
}
