using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace Manidala.EndToEnd.Tests.Web;

/// <summary>Who the page believes to be looking.</summary>
[Collection(WebCollection.Name)]
public sealed partial class VisitorTests(Chromium chromium, RunningManidala server)
{
    [Fact]
    public async Task Switch_ToAnotherUser_ShowsThatUsersFeed()
    {
        string one = FeedPage.NewUser(), other = FeedPage.NewUser();
        await using var page = await FeedPage.OpenAsync(chromium, server, Screen.Desktop, one);
        await page.ActAsync(await page.ItemAtAsync(0), "like");
        await page.ActAsync(await page.ItemAtAsync(1), "like");
        string[] before = await page.ItemsAsync();

        await page.SwitchToAsync(other);

        await Expect(page.Recent).ToHaveCountAsync(0);
        Assert.Equal(0, await page.SequenceAsync());
        Assert.NotEqual(before, await page.ItemsAsync());
        await page.SwitchToAsync(one);
        await Expect(page.Recent).ToHaveCountAsync(2);
        await page.ExpectSoundAsync();
    }

    [Fact]
    public async Task NewVisitor_IsRememberedByTheBrowser()
    {
        await using var page = await FeedPage.OpenAsync(chromium, server, Screen.Phone, user: null);
        var name = page.Page.Locator("#who-name");
        string first = await name.InnerTextAsync();
        Assert.Matches(RandomVisitor(), first);

        await page.Page.Locator("#who-open").ClickAsync();
        await page.PhotographAsync("visitors-phone");
        await page.Page.Locator("#who-new").ClickAsync();

        await Expect(name).Not.ToHaveTextAsync(first);
        string second = await name.InnerTextAsync();
        await page.ExpectLiveAsync();
        await page.Page.ReloadAsync();
        await page.ExpectLiveAsync();
        await Expect(name).ToHaveTextAsync(second);
        await page.ExpectSoundAsync();
    }

    [GeneratedRegex("^Visitor [0-9a-f]{4}$")]
    private static partial Regex RandomVisitor();
}
