namespace Manidala.EndToEnd.Tests.Web;

/// <summary>The page's pure functions, run where they live.</summary>
[Collection(WebCollection.Name)]
public sealed class ScriptTests(Chromium chromium, RunningManidala server)
{
    [Fact]
    public async Task Arrange_TouchedCard_StaysAtItsPlace()
    {
        const string Script = """
            async () => {
              const { arrange } = await import('./js/feed.js');
              const entries = ids => [...ids].map(id => ({ id }));
              const show = (first, tail, hidden, touched) =>
                arrange(entries(first), entries(tail), new Set(hidden), touched && { entry: { id: touched }, index: 2 }).map(e => e.id).join('');
              return [show('abc', 'cde', '', null), show('abc', 'def', 'bd', null), show('abc', 'de', '', 'x'), show('abcx', '', '', 'x'), show('abc', '', 'x', 'x')];
            }
            """;

        var arranged = await EvaluateAsync(Script);

        Assert.Equal("""["abcde","acef","abxcde","abxc","abc"]""", arranged);
    }

    [Fact]
    public async Task ClickTimes_FeedBeforeItsAcknowledgement_IsCounted()
    {
        const string Script = """
            async () => {
              const { ClickTimes } = await import('./js/clicks.js');
              const done = [];
              const times = new ClickTimes(click => done.push(click.sequence));
              const early = times.begin('like', {}), late = times.begin('save', {});
              times.drawn(5, performance.now(), performance.now());
              times.saved(early, 5);
              times.saved(late, 6);
              const soFar = [...done];
              times.drawn(7, performance.now(), performance.now());
              return [soFar, done];
            }
            """;

        Assert.Equal("[[5],[5,6]]", await EvaluateAsync(Script));
    }

    [Fact]
    public async Task Mandala_SameItem_IsDrawnTheSame()
    {
        const string Script = """
            async () => {
              const { mandala } = await import('./js/mandala.js');
              const { motifNames } = await import('./js/motifs.js');
              const draw = (id, attributes) => mandala(id, { attributes }).outerHTML.replace(/mg\d+/g, 'mg');
              const looks = motifNames.flatMap(motif => [3, 8, 24].flatMap(symmetry => [0, 1].map(density => ({ motif, symmetry, density, palette: 'teal', mood: 'calm' }))));
              const drawn = looks.map(look => draw('one', look));
              return [drawn.length, new Set(drawn).size, drawn.every((text, i) => text === draw('one', looks[i])), drawn.some(text => /NaN|undefined|Infinity/.test(text)),
                draw('a', {}) === draw('b', {})];
            }
            """;

        Assert.Equal("[48,48,true,false,false]", await EvaluateAsync(Script));
    }

    private async Task<string> EvaluateAsync(string script)
    {
        await using var page = await FeedPage.OpenAsync(chromium, server, Screen.Desktop, FeedPage.NewUser());
        return await page.Page.EvaluateAsync<string>($"async () => JSON.stringify(await ({script})())");
    }
}
