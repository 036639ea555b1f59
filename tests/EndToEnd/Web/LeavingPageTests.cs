using Manidala.EndToEnd.Tests.Support;

namespace Manidala.EndToEnd.Tests.Web;

/// <summary>What a page still says when it ends.</summary>
[Collection(WebCollection.Name)]
public sealed class LeavingPageTests(Chromium chromium, RunningManidala server)
{
    [Theory]
    [InlineData("null")]
    [InlineData("undefined")]
    public async Task Leave_WithInteractionsThatWait_RecordsThemOnce(string storage)
    {
        string user = FeedPage.NewUser();
        await using var page = await FeedPage.OpenAsync(chromium, server, Screen.Desktop, user);
        string script = $$"""
            async () => {
              const { Manidala } = await import('./client/manidala.js');
              const waiting = new Manidala({ url: document.baseURI, delay: 3600000, storage: {{storage}} });
              waiting.record({ userId: '{{user}}', itemId: 'left-1', type: 'view' });
              waiting.record({ userId: '{{user}}', itemId: 'left-2', type: 'view' });
            }
            """;
        await page.Page.EvaluateAsync(script);

        await page.Page.GotoAsync((await server.AddressAsync()) + "favicon.svg");

        using var api = new Api(await server.AddressAsync());
        await api.FeedUntilAsync(user, feed => feed.Sequence > 0, TimeSpan.FromSeconds(20));
        await page.Page.GotoAsync($"{await server.AddressAsync()}?user={user}");
        await page.ExpectLiveAsync();
        Assert.Equal(["left-1", "left-2"], (await api.ExportAsync(user)).Select(each => each.ItemId));
    }
}
