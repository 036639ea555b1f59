using Manidala.Engine.Model;
using Manidala.Engine.Tests.Support;

namespace Manidala.Engine.Tests.Model;

public sealed class UserEncoderTests : KindFixture
{
    private static readonly EncoderContract Tower = new(
        EncoderContract.User,
        UserState.Size,
        new Dictionary<string, string> { ["user_id"] = "user_id", ["count"] = "interactions", ["gap"] = "gap" },
        new Dictionary<string, string> { ["query"] = "user_embedding" },
        Constants: new Dictionary<string, string> { ["age"] = "30.5", ["country"] = "fr" });

    [Theory]
    [InlineData("ada", false)]
    [InlineData("grüße 用户", false)]
    [InlineData("nobody", false)]
    [InlineData("", false)]
    [InlineData("2", true)]
    [InlineData("not a number", true)]
    public void Step_UserAndFeatures_IsTheTowerByPlainLoops(string userId, bool takesNumbers)
    {
        var file = new TowerFile(Dimension, "ada", "grüße 用户") { TakesNumbers = takesNumbers };
        LoadedModel model = Load(Tower, file.ToOnnx());

        for (int steps = 1; steps <= 3; steps++)
        {
            StepInput[] history = [.. History(steps, seed: steps).Select((input, step) => input with { Gap = step * 1.5f })];
            AssertClose(file.Query(userId, 30.5f, "fr", steps, (steps - 1) * 1.5f), Fold(model, userId, history));
        }
    }

    [Fact]
    public void Step_BatchOfUsers_EachGetsOwnIdWhateverTheBatchBefore()
    {
        var file = new TowerFile(Dimension, "ada", "bob", "eve");
        LoadedModel model = Load(Tower, file.ToOnnx());
        string[] users = ["eve", "nobody", "ada", "bob"];

        foreach (int batch in new[] { 4, 2, 4, 1, 3 })
        {
            float[] states = [.. users.Take(batch).SelectMany(model.NewState)];
            float[] queries = new float[batch * Dimension];
            model.Encoder.Step(states, History(batch, seed: batch), states, queries);
            Assert.All(Enumerable.Range(0, batch), user => AssertClose(
                file.Query(users[user], 30.5f, "fr", 1, 0), queries[(user * Dimension)..((user + 1) * Dimension)]));
        }
    }

    [Fact]
    public void Load_ConstantsAndInputsThatDoNotFit_AreRefused()
    {
        byte[] file = new TowerFile(Dimension, "ada").ToOnnx();

        Assert.Contains(
            "found the constant 'old' for age; expected a number",
            Refusal(Tower with { Constants = new Dictionary<string, string> { ["age"] = "old", ["country"] = "fr" } }, file),
            StringComparison.Ordinal);
        Assert.Contains(
            "found the inputs user_id, age, country, interactions, gap; expected user_id, gap, interactions and age",
            Refusal(Tower with { Constants = new Dictionary<string, string> { ["age"] = "1" } }, file),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TowerThatFailsForUsersItDoesNotKnow_IsRefused()
    {
        byte[] file = new TowerFile(Dimension, "ada") { TakesNumbers = true, IsOpenToAll = false }.ToOnnx();

        Assert.Contains("found a step that fails", Refusal(Tower, file), StringComparison.Ordinal);
    }

    [Fact]
    public void NewState_IdLongerThanAny_IsRefused()
    {
        LoadedModel model = Load(Tower, new TowerFile(Dimension, "ada").ToOnnx());

        Assert.Throws<ArgumentOutOfRangeException>(() => model.NewState(new string('x', 129)));
        Assert.Equal(UserState.Size, model.NewState(new string('x', 128)).Length);
    }
}
