using static Microsoft.Playwright.Assertions;

namespace Manidala.EndToEnd.Tests.Web;

/// <summary>What the page shows, on every device.</summary>
[Collection(WebCollection.Name)]
public sealed class FeedPageTests(Chromium chromium, RunningManidala server)
{
    public static TheoryData<Screen> Screens =>
    [
        Screen.Desktop,
        Screen.Phone,
        Screen.Desktop with { Name = "desktop-dark", IsDark = true },
        Screen.Phone with { Name = "phone-dark-calm", IsDark = true, IsCalm = true },
    ];

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task Open_OnAnyScreen_DrawsEveryCard(Screen screen)
    {
        await using var page = await FeedPage.OpenAsync(chromium, server, screen, FeedPage.NewUser());

        await Expect(page.Page.Locator("#feed .card:has(svg.mandala path)")).ToHaveCountAsync(FeedPage.FirstPage);
        await page.PhotographAsync($"feed-{screen.Name}");
        await page.ActAsync(await page.ItemAtAsync(1), "like");
        await page.PhotographAsync($"liked-{screen.Name}");
        await page.ExpectSoundAsync();
    }

    [Fact]
    public async Task Scroll_ToTheEnd_BringsMoreWithoutRepeating()
    {
        await using var page = await FeedPage.OpenAsync(chromium, server, Screen.Desktop, FeedPage.NewUser());

        await page.Page.Locator("#foot").ScrollIntoViewIfNeededAsync();
        await Expect(page.Cards.Nth((FeedPage.FirstPage * 2) - 1)).ToBeAttachedAsync();
        await page.Page.Locator("#foot").ScrollIntoViewIfNeededAsync();
        await Expect(page.Cards.Nth((FeedPage.FirstPage * 3) - 1)).ToBeAttachedAsync();

        string[] items = await page.ItemsAsync();
        Assert.Equal(items.Length, items.Distinct(StringComparer.Ordinal).Count());
        await page.ExpectSoundAsync();
    }

    [Fact]
    public async Task Category_Chosen_ShowsOnlyIt()
    {
        await using var page = await FeedPage.OpenAsync(chromium, server, Screen.Desktop, FeedPage.NewUser());
        var chip = page.Page.Locator("#categories .chip").Nth(1);
        string category = await chip.InnerTextAsync();

        await chip.ClickAsync();

        await Expect(chip).ToHaveAttributeAsync("aria-pressed", "true");
        await page.ExpectLiveAsync();
        await Expect(page.Cards.Filter(new() { HasNotText = category })).ToHaveCountAsync(0);
        await page.ExpectSoundAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_OnACard_ShowsItLargeWithSimilarItems(bool isPhone)
    {
        var screen = isPhone ? Screen.Phone : Screen.Desktop;
        await using var page = await FeedPage.OpenAsync(chromium, server, screen, FeedPage.NewUser());
        string item = await page.ItemAtAsync(0);

        await page.Button(item, "open").ClickAsync();

        var dialog = page.Page.Locator("dialog#item");
        await Expect(dialog.Locator(".stage svg.mandala")).ToBeVisibleAsync();
        await Expect(dialog.Locator(".near svg.mandala")).ToHaveCountAsync(8);
        await page.PhotographAsync($"item-{screen.Name}");
        string near = await dialog.Locator(".near").First.InnerTextAsync();
        await dialog.Locator(".near").First.ClickAsync();
        await Expect(dialog.Locator(".about h2")).ToHaveTextAsync(near);
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToBeHiddenAsync();
        await page.ExpectRecordedAsync(item, "open");
        await page.ExpectSoundAsync();
    }

    [Fact]
    public async Task Open_BehindAPathPrefix_IsLive()
    {
        await using var prefix = await PathPrefix.StartAsync(await server.AddressAsync());
        await using var page = await FeedPage.OpenAsync(chromium, prefix.Address, Screen.Desktop, FeedPage.NewUser());

        await page.ActAsync(await page.ItemAtAsync(0), "like");

        await page.ExpectSoundAsync();
    }

    [Fact]
    public async Task Sheet_OnAPhone_OpensAndCloses()
    {
        await using var page = await FeedPage.OpenAsync(chromium, server, Screen.Phone, FeedPage.NewUser());
        var handle = page.Page.Locator("#session-toggle");
        var body = page.Page.Locator("#session-body");
        await Expect(body).ToBeHiddenAsync();

        await page.ActAsync(await page.ItemAtAsync(0), "save");
        await handle.ClickAsync();

        await Expect(body).ToBeVisibleAsync();
        await Expect(page.Recent).ToHaveCountAsync(1);
        await page.PhotographAsync("session-phone");
        await handle.ClickAsync();
        await Expect(body).ToBeHiddenAsync();
        await page.ExpectSoundAsync();
    }
}
