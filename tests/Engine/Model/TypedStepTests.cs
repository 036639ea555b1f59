using Manidala.Engine.Model;
using Manidala.Engine.Sessions;
using Manidala.Engine.Tests.Support;

namespace Manidala.Engine.Tests.Model;

public sealed class TypedStepTests : KindFixture
{
    private static readonly string[] Types = ["other", "purchase", "view"];

    private static readonly EncoderContract Contract = new(
        EncoderContract.Recurrent,
        Dimension,
        new[] { "state", "item", "type", "gap" }.ToDictionary(name => name),
        InteractionTypes: Types);

    [Fact]
    public void Step_TypesAndGaps_IsTheStepByPlainLoops()
    {
        var file = new TypedStepFile(Dimension, Types.Length);
        LoadedModel model = Load(Contract, file.ToOnnx());
        StepInput[] history = History(20, seed: 3, types: 3);
        float[] expected = new float[Dimension];
        foreach (StepInput input in history)
        {
            expected = file.Step(expected, model.Embedding(input.Row), input.Type, input.Gap);
        }

        AssertClose(expected, Fold(model, "somebody", history));
    }

    [Theory]
    [InlineData("purchase", 1)]
    [InlineData("view", 2)]
    [InlineData("like", 0)]
    public void InputOf_SessionsStep_HasTheModelsNumberOfTheType(string name, byte expected)
    {
        LoadedModel model = Load(Contract, new TypedStepFile(Dimension, Types.Length).ToOnnx());
        InteractionTypes.Default.TryGet(name, out InteractionType type);

        StepInput input = model.InputOf(7, new SessionStep(3, type.Place, 59));

        Assert.Equal(new StepInput(7, expected, (float)Math.Log(60)), input);
    }

    [Fact]
    public void InputOf_ModelWithoutTypes_IsOther()
    {
        LoadedModel model = Load(TestBundle.Contents("a", Items, Dimension, 11).Encoder, TestBundle.Encoder(Dimension, 11).ToOnnx());
        InteractionTypes.Default.TryGet("like", out InteractionType like);

        Assert.Equal(0, model.InputOf(0, new SessionStep(0, like.Place, 0)).Type);
        Assert.Equal(1, model.TypeCount);
    }
}
