using System.Text.Json;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.EndToEnd.Tests.Gorse;

/// <summary>Every method of the npm package gorsejs against a running server.</summary>
public sealed class GorseClientTests(GorseServer server) : IClassFixture<GorseServer>
{
    private const string When = "2026-01-02T03:04:05.000Z";

    private GorseJs Client => server.Client;

    /// <summary>A release of the client with another method fails here, until that is tested, too.</summary>
    [Fact]
    public async Task Methods_AreThoseThatTheseTestsCall()
    {
        string[] tested =
        [
            "deleteFeedback", "deleteItem", "deleteItemCategory", "deleteUser", "getFeedback", "getFeedbacks", "getItem", "getItemFeedback",
            "getItemFeedbackByType", "getItemNeighbors", "getItems", "getLatest", "getPopular", "getRecommend", "getSessionRecommend", "getUser",
            "getUserFeedback", "getUserFeedbackByType", "getUserNeighbors", "getUsers", "insertFeedbacks", "insertItemCategory", "insertUser", "insertUsers",
            "updateItem", "updateUser", "upsertFeedbacks", "upsertItem", "upsertItems",
        ];

        Assert.Equal(tested, Strings(await Client.CallAsync("methods")));
    }

    [Fact]
    public async Task Users_ArePutReadChangedListedAndDeleted()
    {
        Assert.Equal(1, (await Client.CallAsync("insertUser", new { UserId = "js-user", Labels = new[] { "a", "b" }, Comment = "first" })).GetInt32());
        Assert.Equal("""{"UserId":"js-user","Labels":["a","b"],"Comment":"first"}""", (await Client.CallAsync("getUser", "js-user")).GetRawText());

        await Client.CallAsync("updateUser", "js-user", new { Comment = "second" });
        Assert.Equal("""{"UserId":"js-user","Labels":["a","b"],"Comment":"second"}""", (await Client.CallAsync("getUser", "js-user")).GetRawText());

        object[] more = [.. Enumerable.Range(0, 5).Select(number => new { UserId = $"js-user-{number}", Labels = Array.Empty<string>() })];
        Assert.Equal(5, (await Client.CallAsync("insertUsers", (object)more)).GetInt32());
        Assert.Equal(
            ["js-user", .. Enumerable.Range(0, 5).Select(number => $"js-user-{number}")],
            (await AllAsync("getUsers", "Users", "UserId")).Where(id => id.StartsWith("js-user", StringComparison.Ordinal)));

        Assert.Equal(1, (await Client.CallAsync("deleteUser", "js-user")).GetInt32());
        Assert.Equal((404, "user js-user not found"), await Client.FailAsync("getUser", "js-user"));
        Assert.Equal((404, "user js-user not found"), await Client.FailAsync("updateUser", "js-user", new { Comment = "third" }));
    }

    [Fact]
    public async Task Items_ArePutReadChangedListedAndDeleted()
    {
        var item = new { ItemId = "js-item", IsHidden = true, Timestamp = When, Categories = new[] { "x" }, Labels = new[] { "a" }, Comment = "first" };
        Assert.Equal(1, (await Client.CallAsync("upsertItem", item)).GetInt32());
        Assert.Equal(
            """{"ItemId":"js-item","IsHidden":true,"Categories":["x"],"Timestamp":"2026-01-02T03:04:05Z","Labels":["a"],"Comment":"first"}""",
            (await Client.CallAsync("getItem", "js-item")).GetRawText());

        await Client.CallAsync("updateItem", "js-item", new { Comment = "second" });
        await Client.CallAsync("insertItemCategory", "js-item", "y");
        await Client.CallAsync("deleteItemCategory", "js-item", "x");
        Assert.Equal(
            """{"ItemId":"js-item","IsHidden":true,"Categories":["y"],"Timestamp":"2026-01-02T03:04:05Z","Labels":["a"],"Comment":"second"}""",
            (await Client.CallAsync("getItem", "js-item")).GetRawText());

        object[] more = [.. Enumerable.Range(0, 5).Select(number => new { ItemId = $"js-item-{number}", IsHidden = true, Timestamp = When })];
        Assert.Equal(5, (await Client.CallAsync("upsertItems", (object)more)).GetInt32());
        Assert.Equal(
            ["js-item", .. Enumerable.Range(0, 5).Select(number => $"js-item-{number}")],
            (await AllAsync("getItems", "Items", "ItemId")).Where(id => id.StartsWith("js-item", StringComparison.Ordinal)));

        Assert.Equal(1, (await Client.CallAsync("deleteItem", "js-item")).GetInt32());
        Assert.Equal((404, "item js-item not found"), await Client.FailAsync("getItem", "js-item"));
    }

    [Fact]
    public async Task Feedback_IsInsertedKeptOverwrittenListedAndTakenBack()
    {
        await HideAsync("js-fb-1", "js-fb-2");
        object[] feedback =
        [
            Feedback("js-star", "js-giver", "js-fb-1"), Feedback("js-star", "js-giver", "js-fb-2"), Feedback("js-read", "js-giver", "js-fb-1"),
            Feedback("js-star", "js-other", "js-fb-1"),
        ];
        Assert.Equal(4, (await Client.CallAsync("insertFeedbacks", (object)feedback)).GetInt32());

        object[] later = [Feedback("js-star", "js-giver", "js-fb-1", "2026-05-05T00:00:00Z")];
        await Client.CallAsync("insertFeedbacks", (object)later);
        var star = new { type = "js-star", userId = "js-giver", itemId = "js-fb-1" };
        Assert.Equal("2026-01-02T03:04:05Z", (await Client.CallAsync("getFeedback", star)).GetProperty("Timestamp").GetString());
        await Client.CallAsync("upsertFeedbacks", (object)later);
        Assert.Equal("2026-05-05T00:00:00Z", (await Client.CallAsync("getFeedback", star)).GetProperty("Timestamp").GetString());

        Assert.Equal(["js-read", "js-star", "js-star"], Names(await Client.CallAsync("getUserFeedback", "js-giver"), "FeedbackType"));
        Assert.Equal(["js-fb-1", "js-fb-2"], Names(await Client.CallAsync("getUserFeedbackByType", "js-giver", "js-star"), "ItemId"));
        Assert.Equal(["js-giver", "js-giver", "js-other"], Names(await Client.CallAsync("getItemFeedback", "js-fb-1"), "UserId").Order());
        Assert.Equal(["js-giver", "js-other"], Names(await Client.CallAsync("getItemFeedbackByType", "js-fb-1", "js-star"), "UserId").Order());
        Assert.Equal(3, (await Client.CallAsync("getFeedbacks", "js-star")).GetProperty("Feedback").GetArrayLength());
        Assert.Equal("js-read", (await Client.CallAsync("getFeedbacks", null, new { n = 1 })).GetProperty("Feedback")[0].GetProperty("FeedbackType").GetString());

        Assert.Equal(1, (await Client.CallAsync("deleteFeedback", star)).GetProperty("RowAffected").GetInt32());
        Assert.Equal("{}", (await Client.CallAsync("getFeedback", star)).GetRawText());
        Assert.Equal(0, (await Client.CallAsync("deleteFeedback", star)).GetProperty("RowAffected").GetInt32());
    }

    [Fact]
    public async Task Recommend_IsTheFeedThatReflectsTheFeedbackAndItsRemoval()
    {
        var query = new { userId = "js-fan", cursorOptions = new { n = 8 } };
        string[] cold = Strings(await Client.CallAsync("getRecommend", query));
        object[] likes = [Feedback("star", "js-fan", "mandala-00003"), Feedback("star", "js-fan", cold[0])];

        await Client.CallAsync("insertFeedbacks", (object)likes);
        string[] warm = Strings(await Client.CallAsync("getRecommend", query));

        Assert.Equal((await server.Api.FeedAsync("js-fan", "?n=8")).Items.Select(item => item.Id), warm);
        Assert.DoesNotContain(cold[0], warm);
        Assert.All((await server.Api.FeedAsync("js-fan", "?n=8")).Items, item => Assert.Equal("session", item.Source));

        await Client.CallAsync("deleteFeedback", new { type = "star", userId = "js-fan", itemId = cold[0] });
        await Client.CallAsync("deleteFeedback", new { type = "star", userId = "js-fan", itemId = "mandala-00003" });

        Assert.Contains(cold[0], Strings(await Client.CallAsync("getRecommend", new { userId = "js-fan", cursorOptions = new { n = 500 } })));
        Assert.All((await server.Api.FeedAsync("js-fan")).Items, item => Assert.NotEqual("session", item.Source));
    }

    [Fact]
    public async Task Recommend_WithWriteBack_DoesNotRepeatItself()
    {
        var query = new { userId = "js-scrolls", writeBackType = "read", cursorOptions = new { n = 20 } };

        string[] first = Strings(await Client.CallAsync("getRecommend", query));
        string[] second = Strings(await Client.CallAsync("getRecommend", query));

        Assert.Equal(40, first.Concat(second).Distinct().Count());
        Assert.Equal(40, (await Client.CallAsync("getUserFeedbackByType", "js-scrolls", "read")).GetArrayLength());

        // What is yet to come is neither listed nor left out.
        object[] star = [Feedback("star", "js-later", "mandala-00007")];
        await Client.CallAsync("insertFeedbacks", (object)star);
        var later = new { userId = "js-later", writeBackType = "read", writeBackDelay = "1h", cursorOptions = new { n = 5 } };
        Assert.Equal(Strings(await Client.CallAsync("getRecommend", later)), Strings(await Client.CallAsync("getRecommend", later)));
        Assert.Equal(["star"], Names(await Client.CallAsync("getUserFeedback", "js-later"), "FeedbackType"));
    }

    [Fact]
    public async Task Recommend_InACategory_HasItemsOfItAlone()
    {
        string category = (await JsonAsync("v1/categories")).GetProperty("categories")[0].GetString()!;

        foreach (string id in Strings(await Client.CallAsync("getRecommend", new { userId = "js-picky", category, cursorOptions = new { n = 5, offset = 1 } })))
        {
            Assert.Contains(category, Strings((await Client.CallAsync("getItem", id)).GetProperty("Categories")));
        }

        Assert.Empty(Strings(await Client.CallAsync("getRecommend", new { userId = "js-picky", category = "js-no-such-category" })));
    }

    [Fact]
    public async Task SessionRecommend_IsTheFeedOfWhoDidTheSame()
    {
        object[] session = [Feedback("star", "js-anybody", "mandala-00010"), Feedback("star", "js-anybody", "mandala-00011", "2026-01-02T03:04:06Z")];
        object[] same = [Feedback("star", "js-same", "mandala-00010"), Feedback("star", "js-same", "mandala-00011", "2026-01-02T03:04:06Z")];
        await Client.CallAsync("insertFeedbacks", (object)same);

        JsonElement recommended = await Client.CallAsync("getSessionRecommend", session, new { cursorOptions = new { n = 9 } });

        Assert.Equal(Strings(await Client.CallAsync("getRecommend", new { userId = "js-same", cursorOptions = new { n = 9 } })), Names(recommended, "Id"));
        Assert.Equal(0, (await Client.CallAsync("getUserFeedback", "js-anybody")).GetArrayLength());
    }

    [Fact]
    public async Task Lists_AreThoseOfTheCatalogue()
    {
        string category = (await JsonAsync("v1/categories")).GetProperty("categories")[0].GetString()!;

        foreach (string wanted in (string[])["", category])
        {
            string query = wanted.Length == 0 ? "?n=5" : $"?n=5&category={Uri.EscapeDataString(wanted)}";
            var options = new { category = wanted, cursorOptions = new { n = 3, offset = 2 } };
            Assert.Equal(Names((await JsonAsync("v1/latest" + query)).GetProperty("items"), "id")[2..], Names(await Client.CallAsync("getLatest", options), "Id"));

            // The counts may move between two questions: those count between which they did not.
            string[] before, popular, after = Names((await JsonAsync("v1/trending" + query)).GetProperty("items"), "id");
            do
            {
                before = after;
                popular = Names(await Client.CallAsync("getPopular", options), "Id");
                after = Names((await JsonAsync("v1/trending" + query)).GetProperty("items"), "id");
            }
            while (!before.SequenceEqual(after));

            Assert.Equal(after[2..], popular);
            var neighbours = new { itemId = "mandala-00005", category = wanted, cursorOptions = new { n = 3, offset = 2 } };
            Assert.Equal(
                Names((await JsonAsync("v1/items/mandala-00005/similar" + query)).GetProperty("items"), "id")[2..],
                Names(await Client.CallAsync("getItemNeighbors", neighbours), "Id"));
        }

        // Unix seconds, as Gorse scores them.
        JsonElement newest = (await Client.CallAsync("getLatest", new { }))[0];
        string stored = (await Client.CallAsync("getItem", newest.GetProperty("Id").GetString()!)).GetProperty("Timestamp").GetString()!;
        Assert.Equal(DateTimeOffset.Parse(stored, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds(), newest.GetProperty("Score").GetDouble());
    }

    [Fact]
    public async Task UserNeighbors_AreThoseWhoShareItems()
    {
        await HideAsync("js-n-a", "js-n-b", "js-n-c");
        object[] feedback =
        [
            Feedback("star", "js-n1", "js-n-a"), Feedback("star", "js-n1", "js-n-b"), Feedback("star", "js-n2", "js-n-a"),
            Feedback("read", "js-n2", "js-n-b"), Feedback("star", "js-n3", "js-n-b"), Feedback("star", "js-n4", "js-n-c"),
        ];
        await Client.CallAsync("insertFeedbacks", (object)feedback);

        JsonElement found = await Client.CallAsync("getUserNeighbors", new { userId = "js-n1" });

        Assert.Equal("""[{"Id":"js-n2","Score":1},{"Id":"js-n3","Score":0.5}]""", found.GetRawText());
    }

    [Fact]
    public async Task AnyMethod_WithAWrongKey_IsRefused()
    {
        await using GorseJs stranger = server.OtherClient("not-the-key");

        Assert.Equal((401, "Send a valid key in the X-API-Key header."), await stranger.FailAsync("getPopular", new { }));
    }

    // So that no feed of another test shows them.
    private async Task HideAsync(params string[] items)
    {
        object[] hidden = [.. items.Select(id => new { ItemId = id, IsHidden = true, Timestamp = When })];
        await Client.CallAsync("upsertItems", (object)hidden);
    }

    private static object Feedback(string type, string user, string item, string time = When) =>
        new { FeedbackType = type, UserId = user, ItemId = item, Timestamp = time };

    private static string[] Strings(JsonElement array) => [.. array.EnumerateArray().Select(each => each.GetString()!)];

    private static string[] Names(JsonElement array, string property) => [.. array.EnumerateArray().Select(each => each.GetProperty(property).GetString()!)];

    private async Task<JsonElement> JsonAsync(string path)
    {
        using JsonDocument document = JsonDocument.Parse(await server.Api.Http.GetStringAsync(path));
        return document.RootElement.Clone();
    }

    // In pages, by cursor to cursor.
    private async Task<List<string>> AllAsync(string method, string list, string id)
    {
        List<string> all = [];
        string cursor = "";
        do
        {
            JsonElement page = await Client.CallAsync(method, new { n = 100, Cursor = cursor });
            all.AddRange(Names(page.GetProperty(list), id));
            cursor = page.GetProperty("Cursor").GetString()!;
        }
        while (cursor.Length > 0);

        return all;
    }
}
