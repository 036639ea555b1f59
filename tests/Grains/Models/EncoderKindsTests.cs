using Manidala.Engine.Model;
using Manidala.Engine.Tests.Support;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Tests.Support;

namespace Manidala.Grains.Tests.Models;

/// <summary>Every kind of encoder, served by real silos, gives the feed that plain loops over the history give.</summary>
public sealed class EncoderKindsTests
{
    private const int Length = 6;
    private const long StartMs = 1_700_000_000_000;

    private static readonly string[] Types = ["other", "view", "purchase"];

    private static readonly BundleContents Base = TestBundle.Contents("kind", TestManidala.Items, TestManidala.Dimension, seed: 3);

    private static readonly SequenceFile Sequence =
        new(Base.ItemEmbeddings.ToArray(), TestManidala.Dimension, Length) { TakesEmbeddings = true, TakesTypesAndGaps = true };

    private static readonly TowerFile Tower = new(TestManidala.Dimension, "user-1", "user-2");

    private static readonly TypedStepFile Step = new(TestManidala.Dimension, Types.Length);

    [Theory]
    [InlineData("sequence", false)]
    [InlineData("sequence", true)]
    [InlineData("recurrent", false)]
    [InlineData("recurrent", true)]
    [InlineData("user", false)]
    [InlineData("user", true)]
    public async Task GetFeed_EncoderOfEachKind_IsTheRankingByPlainLoops(string kind, bool isRemote)
    {
        await using TestManidala manidala = await (isRemote ? TestManidala.StartAsync(silos: 2, settings: HostingOf) : TestManidala.StartAsync());

        // Some interactions under the model before, so that the history is what the new model's states begin from.
        NewInteraction[][] clicks = [.. Enumerable.Range(0, 8).Select(user => Clicks(user))];
        for (int user = 0; user < clicks.Length; user++)
        {
            await manidala.User($"user-{user}").Record([.. clicks[user].Take(9)]);
            await manidala.User($"user-{user}").GetFeed(TestManidala.Query());
        }

        string version = await manidala.ServeAsync(ContentsOf(kind));
        for (int user = 0; user < clicks.Length; user++)
        {
            await manidala.User($"user-{user}").Record([.. clicks[user].Skip(9)]);
            if (user % 2 == 0)
            {
                // The snapshot carries the packed state; in a fresh activation it goes on from there.
                await manidala.User($"user-{user}").GetFeed(TestManidala.Query());
                await manidala.Cluster.DeactivateAsync(manidala.User($"user-{user}"));
            }

            Feed feed = await manidala.User($"user-{user}").GetFeed(TestManidala.Query(includeSeen: true));

            Assert.Equal((version, false), (feed.Model, feed.IsFallback));
            AssertRanked(QueryOf(kind, $"user-{user}", clicks[user]), feed);
        }
    }

    private static BundleContents ContentsOf(string kind) => kind switch
    {
        EncoderContract.Sequence => Base with
        {
            EncoderOnnx = Sequence.ToOnnx(),
            Encoder = new EncoderContract(
                kind, 0, Same("item_embeddings", "mask", "types", "gaps"), InteractionTypes: Types, Length: Length, Padding: "right").WithPackedState(),
        },
        EncoderContract.User => Base with
        {
            EncoderOnnx = Tower.ToOnnx(),
            Encoder = new EncoderContract(
                kind,
                0,
                new Dictionary<string, string> { ["user_id"] = "user_id", ["count"] = "interactions", ["gap"] = "gap" },
                new Dictionary<string, string> { ["query"] = "user_embedding" },
                Constants: new Dictionary<string, string> { ["age"] = "20", ["country"] = "de" }).WithPackedState(),
        },
        _ => Base with
        {
            EncoderOnnx = Step.ToOnnx(),
            Encoder = new EncoderContract(kind, TestManidala.Dimension, Same("state", "item", "type", "gap"), InteractionTypes: Types),
        },
    };

    private static Dictionary<string, string> Same(params string[] names) => names.ToDictionary(name => name);

    /// <summary>Twelve interactions without direct repeats, of mixed types, seconds to days apart.</summary>
    private static NewInteraction[] Clicks(int user)
    {
        var random = new Random(user);
        string[] types = ["view", "like", "purchase"];
        long time = StartMs;
        int item = 0;
        var clicks = new List<NewInteraction>();
        for (int click = 0; click < 12; click++)
        {
            item = (item + 1 + random.Next(TestManidala.Items - 1)) % TestManidala.Items;
            time += (long)Math.Pow(10, 3 + (random.NextDouble() * 5));
            clicks.Add(new NewInteraction($"c{click}", $"item-{item}", types[random.Next(types.Length)], time, 1));
        }

        return [.. clicks];
    }

    private static float[] QueryOf(string kind, string userId, NewInteraction[] clicks)
    {
        var history = new List<(int Row, int Type, float Gap)>();
        for (int click = 0; click < clicks.Length; click++)
        {
            long seconds = click == 0 ? 0 : (clicks[click].TimestampMs - clicks[click - 1].TimestampMs) / 1000;
            history.Add((int.Parse(clicks[click].ItemId[5..]), Math.Max(0, Array.IndexOf(Types, clicks[click].Type)), (float)Math.Log(1 + seconds)));
        }

        switch (kind)
        {
            case EncoderContract.Sequence:
                return Sequence.Query(history, padsLeft: false);
            case EncoderContract.User:
                return Tower.Query(userId, 20, "de", history.Count, history[^1].Gap);
            default:
                float[] state = new float[TestManidala.Dimension];
                foreach ((int row, int type, float gap) in history)
                {
                    state = Step.Step(state, Base.ItemEmbeddings.Span.Slice(row * TestManidala.Dimension, TestManidala.Dimension), type, gap);
                }

                return state;
        }
    }

    private static void AssertRanked(float[] query, Feed feed)
    {
        (string Id, double Score)[] expected = [.. Enumerable.Range(0, TestManidala.Items)
            .Select(row => ($"item-{row}", (double)ScoreOf(query, row)))
            .OrderByDescending(scored => scored.Item2)
            .Take(10)];
        Assert.Equal(expected.Select(scored => scored.Id), feed.Items.Select(item => item.Id));
        Assert.All(expected.Zip(feed.Items), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-3));
    }

    private static float ScoreOf(float[] query, int row)
    {
        float score = Base.ItemBias.Span[row];
        for (int at = 0; at < query.Length; at++)
        {
            score += query[at] * Base.ItemEmbeddings.Span[(row * query.Length) + at];
        }

        return score;
    }

    private static Dictionary<string, string?> HostingOf(int silo) => new() { ["Models:Hosting"] = silo == 0 ? "Remote" : "ModelsOnly" };
}
