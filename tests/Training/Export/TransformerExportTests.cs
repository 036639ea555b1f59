using Manidala.Engine.Model;
using Manidala.Engine.Retrieval;
using Manidala.Training.Encoders;
using Manidala.Training.Export;
using Manidala.Training.Native;
using Manidala.Training.Tests.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Manidala.Training.Tests.Export;

[Collection(TorchCollection.Name)]
public sealed class TransformerExportTests
{
    private const int Dimension = 12;
    private const int Length = 6;
    private const int Users = 3;
    private const int Time = 11;

    public TransformerExportTests()
    {
        TorchLibrary.EnsureLoaded();
        manual_seed(5);
    }

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(2, 2, 0)]
    [InlineData(2, 3, 0.1)]
    public void Export_HistoriesShorterAndLongerThanTheWindow_EqualsTorchOverTheNewest(int blocks, int heads, double temperature)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var encoder = Encoder(blocks, heads, temperature);
        encoder.eval();
        var items = randn(Users, Time, Dimension);

        using IEncoder exported = EncoderFactory.Open(
            OnnxEncoderExporter.Export(encoder),
            OnnxEncoderExporter.ContractOf(encoder),
            new ItemVectors(Values(items), [], Dimension),
            itemIds: [],
            new EncoderOptions { Provider = EncoderOptions.Cpu });

        float[] states = new float[Users * exported.StateSize];
        float[] queries = new float[Users * Dimension];
        for (int time = 0; time < Time; time++)
        {
            StepInput[] inputs = [.. Enumerable.Range(0, Users).Select(user => new StepInput((user * Time) + time, Type: 0, Gap: 0))];
            exported.Step(states, inputs, states, queries);
            int start = Math.Max(0, time + 1 - Length);
            var newest = items.narrow(1, start, time + 1 - start);
            AssertNear(Values(encoder.forward(newest).select(1, time - start)), queries);
        }
    }

    [Fact]
    public void Export_EncoderInTraining_LeavesDropoutOutAndGivesEqualBytes()
    {
        using var encoder = Encoder(blocks: 2, heads: 2, temperature: 0);
        encoder.train();

        byte[] model = OnnxEncoderExporter.Export(encoder);

        Assert.True(encoder.training);
        Assert.Equal(model, OnnxEncoderExporter.Export(encoder));
    }

    [Fact]
    public void Require_PositionsChangedAfterExport_SaysWhereItDiffers()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var encoder = Encoder(blocks: 1, heads: 1, temperature: 0);
        encoder.eval();
        byte[] model = OnnxEncoderExporter.Export(encoder);
        encoder.Positions[1].add_(torch.randn(Dimension));

        var failure = Assert.Throws<InvalidOperationException>(() => SequenceExportCheck.Require(model, encoder));

        Assert.Contains("step 2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_EncoderThatSeesTypesAndGaps_PassesItsOwnCheckAndSaysSo()
    {
        var shape = new EncoderShape(EncoderKind.Transformer, Dimension, Layers: 2, Dropout: 0) { SeesInteractions = true, Length = Length };
        using var encoder = shape.Create();

        byte[] model = OnnxEncoderExporter.Export(encoder);

        Assert.NotEmpty(model);
        EncoderContract contract = OnnxEncoderExporter.ContractOf(encoder);
        Assert.Equal("types", contract.InputOf(EncoderRoles.Types));
        Assert.Equal("gaps", contract.InputOf(EncoderRoles.Gaps));
        Assert.Equal(3 * Length, contract.StateSize);
    }

    private static TransformerEncoder Encoder(int blocks, int heads, double temperature)
    {
        var encoder = new TransformerEncoder(Dimension, blocks, heads, Length, dropout: 0.4, temperature);

        // Trained weights are larger than fresh ones: a mistake must not hide behind small numbers.
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        foreach (var parameter in encoder.parameters())
        {
            parameter.add_(randn_like(parameter) * 0.2);
        }

        return encoder;
    }

    private static float[] Values(Tensor tensor) => tensor.contiguous().data<float>().ToArray();

    private static void AssertNear(float[] expected, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-3);
        }
    }
}
