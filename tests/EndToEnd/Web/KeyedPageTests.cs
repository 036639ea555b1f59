using System.Security.Cryptography;
using System.Text;
using Manidala.EndToEnd.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Manidala.EndToEnd.Tests.Web;

/// <summary>The page of a server with keys, for somebody who holds one.</summary>
[Collection(WebCollection.Name)]
public sealed class KeyedPageTests(Chromium chromium, SampleFolder sample)
{
    private const string Key = "the-visitors-key";

    [Fact]
    public async Task Open_ServerWithKeys_AsksForOneAndWorksWithTwoRoles()
    {
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)));
        await using RunningSilo silo = await RunningSilo.StartAsync(
            await sample.CopyAsync(), new Dictionary<string, string> { ["Keys__Entries__0"] = $"ingest,read sha256:{digest}" });
        await using var window = await chromium.OpenWindowAsync(Screen.Desktop.ToOptions());
        IPage page = await window.NewPageAsync();
        await page.GotoAsync($"{silo.Address}?user={FeedPage.NewUser()}");

        await page.Locator("#key-value").FillAsync("another-key");
        await page.Locator("#key-form button").ClickAsync();
        await Expect(page.Locator("#key-wrong")).ToBeVisibleAsync();
        await page.Locator("#key-value").FillAsync(Key);
        await page.Locator("#key-form button").ClickAsync();

        await Expect(page.Locator("#state")).ToHaveTextAsync("Live");
        await page.Locator("#feed .card [data-act=like]").First.ClickAsync();
        await Expect(page.Locator("#recent li[data-type=like]")).ToHaveCountAsync(1);
    }
}
