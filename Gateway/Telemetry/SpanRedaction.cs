using System.Diagnostics;
using OpenTelemetry;

namespace Manidala.Gateway.Telemetry;

/// <summary>Takes the ids of users and items out of spans: what is erased must not be left where spans are kept.</summary>
internal sealed class SpanRedaction : BaseProcessor<Activity>
{
    // A request's address beside its route, and the grains of a call, whose keys are ids.
    private static readonly string[] Tags =
        ["url.path", "url.query", "orleans.rpc.target_id", "orleans.rpc.source_id", "orleans.grain.id", "orleans.activation.id"];

    public override void OnEnd(Activity data)
    {
        foreach (string tag in Tags)
        {
            data.SetTag(tag, null);
        }
    }
}
