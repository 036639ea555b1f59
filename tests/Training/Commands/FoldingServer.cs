using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Manidala.Engine.Model;
using Manidala.Engine.Retrieval;
using Manidala.Training.Commands;

namespace Manidala.Training.Tests.Commands;

/// <summary>
/// Stands at the process boundary: answers the three requests of a replay as the gateway does, from the bundle itself, one user at a time and in
/// the plainest way. The real server is held to the same figures by the end-to-end tests.
/// </summary>
internal sealed class FoldingServer(LoadedModel model) : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<SentInteraction>> _histories = [];
    private readonly Dictionary<string, long> _sequences = [];
    private long _sequence;

    /// <summary>Added to the sequence that feeds report: what a server that reads stale state would do.</summary>
    public long SequenceError { get; init; }

    /// <summary>How many requests are first refused with a wait.</summary>
    public int BusyAnswers { get; set; }

    public int LargestPost { get; private set; }

    public HashSet<string> Keys { get; } = [];

    public int UsersLeft => _histories.Count;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        lock (_gate)
        {
            Keys.Add(string.Join(",", request.Headers.TryGetValues("X-API-Key", out IEnumerable<string>? keys) ? keys : ["none"]));
            if (BusyAnswers > 0)
            {
                BusyAnswers--;
                var busy = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
                busy.Headers.RetryAfter = new(TimeSpan.Zero);
                return busy;
            }

            return (request.Method.Method, request.RequestUri!.Segments) switch
            {
                ("POST", ["/", "v1/", "interactions"]) => Json(Store(body)),
                ("GET", ["/", "v1/", "users/", var user, "feed"]) => Json(Feed(user.TrimEnd('/'))),
                ("DELETE", ["/", "v1/", "users/", var user]) => Erase(user),
                _ => new HttpResponseMessage(HttpStatusCode.NotFound),
            };
        }
    }

    private static HttpResponseMessage Json(JsonNode answer) => new(HttpStatusCode.OK) { Content = JsonContent.Create(answer) };

    private JsonObject Store(string body)
    {
        var results = new JsonArray();
        SentInteraction[] interactions = JsonSerializer.Deserialize<SentInteraction[]>(body, JsonSerializerOptions.Web)!;
        LargestPost = Math.Max(LargestPost, interactions.Length);
        foreach (SentInteraction interaction in interactions)
        {
            if (!_histories.TryGetValue(interaction.UserId, out List<SentInteraction>? history))
            {
                _histories.Add(interaction.UserId, history = []);
            }

            if (history.Count == 0 || history[^1].ItemId != interaction.ItemId)
            {
                history.Add(interaction);
            }

            _sequences[interaction.UserId] = ++_sequence;
            results.Add(new JsonObject { ["id"] = interaction.Id, ["sequence"] = _sequence, ["duplicate"] = false });
        }

        return new JsonObject { ["results"] = results };
    }

    private JsonObject Feed(string user)
    {
        float[] state = model.NewState(user);
        float[] query = new float[model.Dimension];
        SentInteraction? previous = null;
        foreach (SentInteraction next in _histories[user])
        {
            double seconds = previous is null ? 0 : Math.Floor(Math.Clamp((next.Timestamp - previous.Timestamp) / 1000.0, 0, 365 * 86_400));
            int type = Math.Max(0, (model.Manifest.Encoder.InteractionTypes ?? []).ToList().IndexOf(next.Type));
            if (model.TryGetRow(next.ItemId, out int row))
            {
                model.Encoder.Step(state, [new StepInput(row, (byte)type, (float)Math.Log(1 + seconds))], state, query);
            }

            previous = next;
        }

        var best = new ScoredItem[model.ItemCount];
        model.Index.Search(query, [], best);
        var items = new JsonArray([.. best
            .Where(scored => _histories[user].TrueForAll(seen => seen.ItemId != model.ItemId(scored.Item)))
            .Take(10)
            .Select(scored => new JsonObject { ["id"] = model.ItemId(scored.Item), ["score"] = scored.Score, ["source"] = "model" })]);
        return new JsonObject
        {
            ["sequence"] = _sequences[user] + SequenceError, ["model"] = model.Version, ["fallback"] = false, ["items"] = items,
        };
    }

    private HttpResponseMessage Erase(string user)
    {
        _histories.Remove(user);
        return new HttpResponseMessage(HttpStatusCode.NoContent);
    }
}
