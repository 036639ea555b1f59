using Manidala.Engine.Retrieval;

namespace Manidala.Engine.Model;

/// <summary>Looks at an encoder's file before there is a bundle.</summary>
public static class EncoderCheck
{
    /// <summary>The inputs and outputs that a file declares.</summary>
    /// <exception cref="InvalidBundleException">The file is no model.</exception>
    public static (IReadOnlyList<EncoderTensor> Inputs, IReadOnlyList<EncoderTensor> Outputs) Describe(byte[] model)
    {
        using var file = new OnnxFile(model, new EncoderOptions { Provider = EncoderOptions.Cpu });
        return (file.Inputs, file.Outputs);
    }

    /// <summary>Opens the encoder as a silo does, and runs it over the contents' own items.</summary>
    /// <exception cref="ArgumentException">The contents are not a bundle; the message says why.</exception>
    /// <exception cref="InvalidBundleException">The file does not keep the contract; the message says in what.</exception>
    public static void Run(BundleContents contents)
    {
        ContentsRules.Check(contents);
        var items = new ItemVectors(contents.ItemEmbeddings.Span, contents.ItemBias.Span, contents.Dimension);
        using IEncoder encoder = EncoderFactory.Open(
            contents.EncoderOnnx.ToArray(), contents.Encoder, items, contents.ItemIds, new EncoderOptions { Provider = EncoderOptions.Cpu });
        EncoderWarmUp.Run(encoder, contents.Encoder, items, LoadedModel.WarmUpBatches);
        if (contents.ItemFeatures is { } features)
        {
            new ItemTower(contents.ItemTowerOnnx.ToArray(), features, contents.Dimension).Dispose();
        }
    }
}
