using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Manidala.EndToEnd.Tests.Web;

/// <summary>The page in one window, and all that it complained about.</summary>
public sealed class FeedPage : IAsyncDisposable
{
    public const int FirstPage = 24;

    private readonly IBrowserContext _window;
    private readonly List<string> _complaints = [];

    private FeedPage(IBrowserContext window, IPage page)
    {
        _window = window;
        Page = page;
        page.Console += (_, message) => Note(message.Type is "error" or "warning", $"console {message.Type}: {message.Text}");
        page.PageError += (_, error) => Note(true, $"uncaught: {error}");
        page.Response += (_, response) => Note(response.Status >= 400, $"{response.Status} {response.Url}");

        // The page itself cuts its stream and its outdated pages off.
        page.RequestFailed += (_, request) => Note(request.Failure is not "net::ERR_ABORTED", $"{request.Failure} {request.Url}");
    }

    public IPage Page { get; }

    public ILocator Cards => Page.Locator("#feed .card");

    public ILocator Recent => Page.Locator("#recent li");

    /// <summary>A user id that no other test and no earlier run has used.</summary>
    public static string NewUser() => $"web-{RandomNumberGenerator.GetHexString(10, lowercase: true)}";

    /// <summary>Opens the page as this user and waits for the live feed.</summary>
    public static async Task<FeedPage> OpenAsync(Chromium chromium, RunningManidala server, Screen screen, string? user) =>
        await OpenAsync(chromium, await server.AddressAsync(), screen, user);

    public static async Task<FeedPage> OpenAsync(Chromium chromium, Uri address, Screen screen, string? user)
    {
        var window = await chromium.OpenWindowAsync(screen.ToOptions());
        var page = new FeedPage(window, await window.NewPageAsync());
        await page.Page.GotoAsync(user is null ? address.AbsoluteUri : $"{address}?user={user}");
        await page.ExpectLiveAsync();
        return page;
    }

    public async Task ExpectLiveAsync()
    {
        await Expect(Page.Locator("#state")).ToHaveTextAsync("Live");
        await Expect(Cards.Nth(FirstPage - 1)).ToBeAttachedAsync();
    }

    public ILocator Card(string itemId) => Page.Locator($"#feed .card[data-id='{itemId}']");

    public ILocator Button(string itemId, string action) => Card(itemId).Locator($"[data-act={action}]");

    public async Task<string> ItemAtAsync(int place) => (await Cards.Nth(place).GetAttributeAsync("data-id"))!;

    public async Task<string[]> ItemsAsync() => await Cards.EvaluateAllAsync<string[]>("cards => cards.map(card => card.dataset.id)");

    public async Task<long> SequenceAsync() =>
        long.Parse(await Page.Locator("#sequence").InnerTextAsync(), CultureInfo.InvariantCulture);

    /// <summary>Presses a button of a card, and waits until the session has it and the feed that follows from it is drawn.</summary>
    public async Task ActAsync(string itemId, string action)
    {
        await Button(itemId, action).ClickAsync();
        await ExpectRecordedAsync(itemId, action);
    }

    public async Task ExpectRecordedAsync(string itemId, string action)
    {
        var line = Page.Locator($"#recent li[data-item='{itemId}'][data-type='{action}']");
        await Expect(line).ToHaveCountAsync(1);
        await Expect(Page.Locator("#click-title")).ToHaveTextAsync($"{action} → new feed");
        Assert.True(await SequenceAsync() >= long.Parse((await line.GetAttributeAsync("data-sequence"))!, CultureInfo.InvariantCulture));
    }

    public async Task SwitchToAsync(string user)
    {
        await Page.Locator("#who-open").ClickAsync();
        await Page.Locator("#who-id").FillAsync(user);
        await Page.Locator("#who-form button").ClickAsync();
        await Expect(Page.Locator("#who-name")).ToHaveTextAsync(user);
        await ExpectLiveAsync();
    }

    /// <summary>Saves what is on the screen where MANIDALA_SCREENSHOTS names a folder.</summary>
    public async Task PhotographAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("MANIDALA_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), Animations = ScreenshotAnimations.Disabled });
        }
    }

    /// <summary>No error or warning on the console, no failed request, and nothing wider than the screen.</summary>
    public async Task ExpectSoundAsync()
    {
        Assert.Empty(_complaints);
        Assert.Equal(0, await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }

    public ValueTask DisposeAsync() => _window.DisposeAsync();

    private void Note(bool isComplaint, string text)
    {
        if (isComplaint)
        {
            _complaints.Add(text);
        }
    }
}
