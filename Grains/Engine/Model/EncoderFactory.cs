using Manidala.Engine.Retrieval;

namespace Manidala.Engine.Model;

/// <summary>Opens an encoder of whichever kind.</summary>
public static class EncoderFactory
{
    /// <exception cref="InvalidBundleException">The file is no model, or not one of this contract.</exception>
    public static IEncoder Open(byte[] model, EncoderContract contract, ItemVectors items, IReadOnlyList<string> itemIds, EncoderOptions options)
    {
        if (contract.Kind == EncoderContract.Recurrent)
        {
            return new OnnxRecurrentEncoder(model, contract, items, options);
        }

        var file = new OnnxFile(model, options);
        try
        {
            return contract.Kind == EncoderContract.Sequence
                ? new OnnxSequenceEncoder(file, contract, items)
                : new OnnxUserEncoder(file, contract, itemIds, items.Dimension);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
