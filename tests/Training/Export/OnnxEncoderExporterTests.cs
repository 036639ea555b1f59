using Manidala.Engine.Model;
using Manidala.Engine.Retrieval;
using Manidala.Engine.Sessions;
using Manidala.Training.Encoders;
using Manidala.Training.Export;
using Manidala.Training.Native;
using Manidala.Training.Tests.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Manidala.Training.Tests.Export;

[Collection(TorchCollection.Name)]
public sealed class OnnxEncoderExporterTests
{
    private const int Dimension = 12;
    private const int Users = 3;
    private const int Time = 30;
    private const double Tolerance = 1e-4;

    public OnnxEncoderExporterTests()
    {
        TorchLibrary.EnsureLoaded();
        manual_seed(5);
    }

    public static TheoryData<int, int> Shapes => new()
    {
        { (int)EncoderKind.LinearRecurrent, 1 },
        { (int)EncoderKind.LinearRecurrent, 2 },
        { (int)EncoderKind.Gated, 1 },
        { (int)EncoderKind.Gated, 2 },
        { (int)EncoderKind.Gru, 1 },
        { (int)EncoderKind.Gru, 2 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Export_SteppedInOnnxRuntime_EqualsForwardOverWholeWindows(int kind, int layers)
    {
        using var scope = NewDisposeScope();
        using var encoder = Encoder(kind, layers);
        encoder.eval();
        var items = randn(Users, Time, Dimension);
        var whole = encoder.forward(items);

        using var exported = Open(OnnxEncoderExporter.Export(encoder), encoder, items);

        float[] states = new float[Users * encoder.StateSize];
        float[] queries = new float[Users * Dimension];
        for (int time = 0; time < Time; time++)
        {
            StepInput[] inputs = [.. Enumerable.Range(0, Users).Select(user => new StepInput((user * Time) + time, Type: 0, Gap: 0))];
            exported.Step(states, inputs, states, queries);
            AssertNear(Values(whole.select(1, time)), queries);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Export_EncoderInTraining_LeavesDropoutOutAndTrainingOn(int kind, int layers)
    {
        using var encoder = Encoder(kind, layers);
        encoder.train();

        byte[] model = OnnxEncoderExporter.Export(encoder);

        Assert.True(encoder.training);
        Assert.Equal(model, OnnxEncoderExporter.Export(encoder));
    }

    [Fact]
    public void Require_WeightsChangedAfterExport_SaysWhereItDiffers()
    {
        using var scope = NewDisposeScope();
        using var encoder = new LinearRecurrentEncoder(Dimension, layers: 1, dropout: 0);
        byte[] model = OnnxEncoderExporter.Export(encoder);
        using (no_grad())
        {
            encoder.Layers[0].LogDecay.fill_(1.5f);
        }

        var failure = Assert.Throws<InvalidOperationException>(() => ExportCheck.Require(model, encoder));

        Assert.Contains("step 2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_EncoderThatSeesTypesAndGaps_PassesItsOwnCheckAndSaysSo()
    {
        using var encoder = new EncoderShape(EncoderKind.Gated, Dimension, Layers: 1, Dropout: 0) { SeesInteractions = true }.Create();

        byte[] model = OnnxEncoderExporter.Export(encoder);

        Assert.NotEmpty(model);
        EncoderContract contract = OnnxEncoderExporter.ContractOf(encoder);
        Assert.Equal("gap", contract.InputOf(EncoderRoles.Gap));
        Assert.Equal(["other", .. InteractionTypes.Default.InOrder.Select(type => type.Name)], contract.InteractionTypes!);
    }

    private static RecurrentEncoder Encoder(int kind, int layers)
    {
        var encoder = (RecurrentEncoder)new EncoderShape((EncoderKind)kind, Dimension, layers, Dropout: 0.4) { Temperature = layers == 2 ? 0.1 : 0 }.Create();

        // Trained weights are larger than fresh ones: a mistake must not hide behind small numbers.
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        foreach (var parameter in encoder.parameters().Where(parameter => parameter.dim() > 1))
        {
            parameter.add_(randn_like(parameter) * 0.2);
        }

        return encoder;
    }

    private static OnnxRecurrentEncoder Open(byte[] model, RecurrentEncoder encoder, Tensor items) => new(
        model,
        new EncoderContract(EncoderContract.Recurrent, encoder.StateSize),
        new ItemVectors(Values(items), [], encoder.Dimension),
        new EncoderOptions { Provider = EncoderOptions.Cpu });

    private static float[] Values(Tensor tensor) => tensor.contiguous().data<float>().ToArray();

    private static void AssertNear(float[] expected, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], Tolerance);
        }
    }
}
