using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace Manidala.EndToEnd.Tests.Web;

/// <summary>What a click does to the feed in front of the visitor.</summary>
[Collection(WebCollection.Name)]
public sealed partial class LiveFeedTests(Chromium chromium, RunningManidala server)
{
    [Fact]
    public async Task Like_OnACard_ChangesTheFeedWithoutReload()
    {
        await using var page = await FeedPage.OpenAsync(chromium, server, Screen.Desktop, FeedPage.NewUser());
        await page.Page.EvaluateAsync("globalThis.sameDocument = true");
        string[] before = await page.ItemsAsync();
        string liked = before[2];

        await page.ActAsync(liked, "like");

        await Expect(page.Page.Locator("#latency")).ToHaveTextAsync(Milliseconds());
        await Expect(page.Page.Locator("#changes .added")).ToHaveTextAsync(AtLeastOneNew());
        string[] after = await page.ItemsAsync();
        Assert.NotEqual(before, after);
        Assert.Equal(liked, after[2]);
        await Expect(page.Button(liked, "like")).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.True(await page.Page.EvaluateAsync<bool>("globalThis.sameDocument"));
        await page.ExpectSoundAsync();
    }

    [Fact]
    public async Task Like_OnTheNextCard_LetsTheFormerOneGo()
    {
        await using var page = await FeedPage.OpenAsync(chromium, server, Screen.Desktop, FeedPage.NewUser());
        string first = await page.ItemAtAsync(0);
        await page.ActAsync(first, "like");
        string second = await page.ItemAtAsync(3);

        await page.ActAsync(second, "like");

        await Expect(page.Card(first)).ToHaveCountAsync(0);
        await Expect(page.Card(second)).ToHaveCountAsync(1);
        await Expect(page.Recent).ToHaveCountAsync(2);
        await Expect(page.Recent.First).ToHaveAttributeAsync("data-item", second);
    }

    [Fact]
    public async Task Like_ByKeyboard_KeepsTheFocus()
    {
        await using var page = await FeedPage.OpenAsync(chromium, server, Screen.Desktop, FeedPage.NewUser());
        string item = await page.ItemAtAsync(5);
        await page.Button(item, "like").FocusAsync();

        await page.Page.Keyboard.PressAsync("Enter");

        await page.ExpectRecordedAsync(item, "like");
        await Expect(page.Button(item, "like")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Hide_OnACard_RemovesItForGood()
    {
        await using var page = await FeedPage.OpenAsync(chromium, server, Screen.Desktop, FeedPage.NewUser());
        string hidden = await page.ItemAtAsync(1);

        await page.ActAsync(hidden, "hide");

        await Expect(page.Card(hidden)).ToHaveCountAsync(0);
        await page.Page.ReloadAsync();
        await page.ExpectLiveAsync();
        await Expect(page.Card(hidden)).ToHaveCountAsync(0);
        await Expect(page.Recent).ToHaveCountAsync(1);
        await page.ExpectSoundAsync();
    }

    [Fact]
    public async Task Like_DeepInTheFeed_RenewsThePagesAroundIt()
    {
        await using var page = await FeedPage.OpenAsync(chromium, server, Screen.Desktop, FeedPage.NewUser());
        await page.Page.Locator("#foot").ScrollIntoViewIfNeededAsync();
        await Expect(page.Cards.Nth((FeedPage.FirstPage * 2) - 1)).ToBeAttachedAsync();
        string item = await page.ItemAtAsync(30);

        await page.ActAsync(item, "like");

        await Expect(page.Cards.Nth((FeedPage.FirstPage * 2) - 1)).ToBeAttachedAsync();
        string[] items = await page.ItemsAsync();
        Assert.Equal(items.Length, items.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(item, items[30]);
        await page.ExpectSoundAsync();
    }

    [Fact]
    public async Task Like_InAnotherWindow_ReachesThisOne()
    {
        string user = FeedPage.NewUser();
        await using var here = await FeedPage.OpenAsync(chromium, server, Screen.Desktop, user);
        await using var there = await FeedPage.OpenAsync(chromium, server, Screen.Phone, user);
        string item = await there.ItemAtAsync(0);

        await there.Button(item, "like").ClickAsync();

        await Expect(here.Recent).ToHaveCountAsync(1);
        await Expect(here.Card(item)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Like_WhileOffline_IsKeptAndSentOnceWhenOnline()
    {
        await using var page = await FeedPage.OpenAsync(chromium, server, Screen.Desktop, FeedPage.NewUser());
        string item = await page.ItemAtAsync(0);
        await page.Page.Context.SetOfflineAsync(true);

        await page.Button(item, "like").ClickAsync();

        await Expect(page.Page.Locator(".toast.problem").First).ToBeVisibleAsync();
        await Expect(page.Button(item, "like")).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Page.Context.SetOfflineAsync(false);
        await page.ExpectLiveAsync();
        await page.ExpectRecordedAsync(item, "like");
        await Expect(page.Recent).ToHaveCountAsync(1);
    }

    [GeneratedRegex(@"^\d+(\.\d)?$")]
    private static partial Regex Milliseconds();

    [GeneratedRegex(@"^[1-9]\d* new$")]
    private static partial Regex AtLeastOneNew();
}
