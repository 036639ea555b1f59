using Manidala.Engine.Batching;
using Manidala.Engine.Devices;
using Manidala.Engine.Model;
using Manidala.Engine.Retrieval;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Manidala.Engine.Tests.Model;

public sealed class DeviceRetrieverTests : ModelFixture
{
    private const int Wanted = 5;

    private static readonly RetrievalOptions OnCpu = new() { Device = ProviderChoice.Cpu, DeviceRows = 12 };

    [Fact]
    public async Task SearchAsync_ManyUsersOfTwoModels_EachGetsWhatItsIndexFinds()
    {
        LoadedModel[] models = [Load("a", retrieval: OnCpu), Load("b", seed: 12, retrieval: OnCpu)];
        await using DeviceRetriever retriever = Retriever();
        float[][] queries = [.. Enumerable.Range(0, 60).Select(Query)];

        DeviceAnswer?[] answers = await Task.WhenAll(queries.Select((query, user) => retriever.SearchAsync(models[user % 2], query).AsTask()));

        for (int user = 0; user < queries.Length; user++)
        {
            AssertIsTheIndexs(models[user % 2], queries[user], answers[user]);
        }
    }

    [Fact]
    public async Task SearchAsync_ModelOnNoDevice_IsNothing()
    {
        LoadedModel model = Load("a");
        await using DeviceRetriever retriever = Retriever();

        Assert.Null(model.Device);
        Assert.Null(await retriever.SearchAsync(model, Query(1)));
    }

    [Fact]
    public async Task SearchAsync_ModelIsRetired_IsNothing()
    {
        LoadedModel model = Load("a", retrieval: OnCpu);
        await using DeviceRetriever retriever = Retriever();
        model.Retire();

        Assert.Null(await retriever.SearchAsync(model, Query(1)));
    }

    [Fact]
    public async Task SearchAsync_DeviceFails_IsNothingAndTheNextModelIsAnswered()
    {
        LoadedModel lost = Load("a", retrieval: OnCpu);
        LoadedModel next = Load("b", seed: 12, retrieval: OnCpu);
        await using DeviceRetriever retriever = Retriever();
        lost.Device!.Dispose();

        DeviceAnswer? failed = await retriever.SearchAsync(lost, Query(1));
        DeviceAnswer? answered = await retriever.SearchAsync(next, Query(1));

        Assert.Null(failed);
        AssertIsTheIndexs(next, Query(1), answered);
    }

    [Fact]
    public async Task Retire_AfterItsSearches_DisposesTheDevice()
    {
        LoadedModel model = Load("a", retrieval: OnCpu);
        DeviceSearch device = model.Device!;
        await using (DeviceRetriever retriever = Retriever())
        {
            await retriever.SearchAsync(model, Query(1));
        }

        model.Retire();

        Assert.Throws<ObjectDisposedException>(() => device.Run(Query(1), device.NewBatch(1)));
    }

    [Fact]
    public async Task TrySearch_AnotherQueryOrModelThanWasAsked_IsOfNoUse()
    {
        LoadedModel model = Load("a", retrieval: OnCpu);
        LoadedModel other = Load("b", seed: 12, retrieval: OnCpu);
        await using DeviceRetriever retriever = Retriever();

        DeviceAnswer answer = (await retriever.SearchAsync(model, Query(1)))!;

        Assert.False(answer.TrySearch(model, Query(2), default, new ScoredItem[Wanted], out _));
        Assert.False(answer.TrySearch(other, Query(1), default, new ScoredItem[Wanted], out _));
    }

    [Theory]
    [InlineData(30, 0, 12, true)]
    [InlineData(30, 0, 13, false)]
    [InlineData(30, 8, 5, false)]
    [InlineData(15, 0, 6, true)]
    [InlineData(14, 0, 6, false)]
    public void IsPromising_ShareOfTheFetchedRowsThatMayBeFound_MustReachWhatIsWanted(int allowed, int excluded, int wanted, bool expected) =>
        Assert.Equal(expected, DeviceRetriever.IsPromising(Load("a", retrieval: OnCpu), allowed, excluded, wanted));

    [Fact]
    public void Load_DeviceThatThisBuildDoesNotHave_SaysSo()
    {
        Assert.SkipWhen(new ProviderChoice(ProviderChoice.Auto).IsDevice, "This build has the CUDA provider.");

        var failure = Assert.Throws<InvalidOperationException>(() => Load("a", retrieval: new RetrievalOptions { Device = ProviderChoice.Cuda }));

        Assert.Contains("'cuda' is not in this build", failure.Message, StringComparison.Ordinal);
    }

    private static void AssertIsTheIndexs(LoadedModel model, float[] query, DeviceAnswer? answer)
    {
        var expected = new ScoredItem[Wanted];
        var found = new ScoredItem[Wanted];
        model.Index.Search(query, [], expected);

        Assert.NotNull(answer);
        Assert.True(answer.TrySearch(model, query, default, found, out int count));
        Assert.Equal(Wanted, count);
        Assert.Equal(expected, found);
    }

    private static float[] Query(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Dimension).Select(_ => (2 * random.NextSingle()) - 1)];
    }

    private DeviceRetriever Retriever() => new(Options.Create(new BatchingOptions()), Time, Metrics.Engine, NullLogger<DeviceRetriever>.Instance);
}
