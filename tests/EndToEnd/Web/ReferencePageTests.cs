using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Manidala.EndToEnd.Tests.Web;

/// <summary>The page that shows the API.</summary>
[Collection(WebCollection.Name)]
public sealed class ReferencePageTests(Chromium chromium, RunningManidala server)
{
    [Fact]
    public async Task Open_BehindAPathPrefix_ShowsTheOperationsAndAsksNobodyElse()
    {
        await using PathPrefix prefix = await PathPrefix.StartAsync(await server.AddressAsync());
        Uri address = prefix.Address;
        await using IBrowserContext window = await chromium.OpenWindowAsync(Screen.Desktop.ToOptions());
        IPage page = await window.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                complaints.Add(message.Text);
            }
        };
        page.Request += (_, request) =>
        {
            if (request.Url.StartsWith("http", StringComparison.Ordinal) && !request.Url.StartsWith(address.AbsoluteUri, StringComparison.Ordinal))
            {
                complaints.Add(request.Url);
            }
        };

        await page.GotoAsync(address + "docs/");

        await Expect(page.GetByText("Records what users did, durably").First).ToBeVisibleAsync();
        Assert.Empty(complaints);
    }
}
