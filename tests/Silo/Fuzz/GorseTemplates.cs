namespace Manidala.Silo.Tests.Fuzz;

/// <summary>Valid requests of Gorse's clients, to be changed.</summary>
internal static class GorseTemplates
{
    private const string Json = "application/json";

    private const string Feedback =
        """[{"FeedbackType":"star","UserId":"fuzz","ItemId":"item-1","Value":2.5,"Timestamp":"2026-01-01T00:00:00Z","Labels":{"a":["b"]},"Comment":"c"},{"FeedbackType":"read","UserId":"u2","ItemId":"new-1","Timestamp":"1767225600"}]""";

    public static IReadOnlyList<RequestTemplate> All { get; } =
    [
        new("GET", "/api/health/live"),
        new("GET", "/api/health/ready/"),
        new("POST", "/api/user", """{"UserId":"fuzz","Labels":["a","b"],"Comment":"c"}""", Json),
        new("POST", "/api/users", """[{"UserId":"u1","Labels":{"a":[1,2],"b":{"c":"d"}}},{"UserId":"u2"}]""", Json),
        new("GET", "/api/users?n=2&cursor=dTE"),
        new("GET", "/api/user/fuzz"),
        new("PATCH", "/api/user/fuzz", """{"Labels":null,"Comment":"changed"}""", Json),
        new("DELETE", "/api/user/u1"),
        new("POST", "/api/item", """{"ItemId":"new-1","IsHidden":false,"Categories":["even","x"],"Timestamp":"2026-01-01T00:00:00Z","Labels":{"a.b":"c","n":1},"Comment":"c"}""", Json),
        new("POST", "/api/items", """[{"ItemId":"new-2","Timestamp":"2026-01-01"},{"ItemId":"new-3","Labels":["a"]}]""", Json),
        new("GET", "/api/items?n=3&cursor=aXRlbS0x"),
        new("GET", "/api/item/item-1"),
        new("PATCH", "/api/item/new-2", """{"IsHidden":true,"Categories":["odd"],"Timestamp":"20260101","Labels":{"a":"b"},"Comment":"d"}""", Json),
        new("PUT", "/api/item/new-3/category/x"),
        new("DELETE", "/api/item/new-3/category/x"),
        new("DELETE", "/api/item/new-2"),
        new("POST", "/api/feedback", Feedback, Json),
        new("PUT", "/api/feedback/", Feedback, Json),
        new("GET", "/api/feedback?n=2"),
        new("GET", "/api/feedback/star?n=1&cursor=c3RhcgpmdXp6Cml0ZW0tMQ"),
        new("GET", "/api/feedback/fuzz/item-1"),
        new("GET", "/api/feedback/star/fuzz/item-1"),
        new("DELETE", "/api/feedback/fuzz/item-1"),
        new("DELETE", "/api/feedback/star/fuzz/item-1"),
        new("GET", "/api/user/fuzz/feedback"),
        new("GET", "/api/user/fuzz/feedback/star"),
        new("GET", "/api/item/item-1/feedback/"),
        new("GET", "/api/item/item-1/feedback/star"),
        new("GET", "/api/recommend/fuzz?n=5&offset=2&category=even&write-back-type=read&write-back-delay=10m", "", "", ("X-API-Version", "2")),
        new("GET", "/api/recommend/u2/odd/?n=3&write-back-type=seen"),
        new("POST", "/api/session/recommend?n=3", Feedback, Json),
        new("POST", "/api/session/recommend/even?offset=1", Feedback, Json),
        new("GET", "/api/collaborative-filtering/fuzz?n=3"),
        new("GET", "/api/latest?n=3&category=even&category=odd"),
        new("GET", "/api/latest/even?user-id=fuzz"),
        new("GET", "/api/popular/?n=3&offset=1"),
        new("GET", "/api/non-personalized/popular?n=3"),
        new("GET", "/api/item-to-item/neighbors/item-1?n=3"),
        new("GET", "/api/item/item-1/neighbors/even?n=3"),
        new("GET", "/api/user-to-user/neighbors/fuzz?n=3"),
        new("GET", "/api/user/fuzz/neighbors/"),
    ];
}
