using System.Runtime.InteropServices;
using Manidala.Engine.Model;
using Manidala.Training.Data;
using Manidala.Training.Learning;
using static TorchSharp.torch;

namespace Manidala.Training.Export;

/// <summary>Makes a trained model what a bundle is written from.</summary>
internal static class ModelExport
{
    /// <param name="name">The bundle's name, to which its version adds a digest.</param>
    public static BundleContents ToBundle(TrainedModel trained, Dataset dataset, string name, IReadOnlyDictionary<string, double> metrics)
    {
        var model = trained.Model;
        if (model.ItemCount != dataset.ItemIds.Count)
        {
            throw new ArgumentException(
                $"The model was trained on {model.ItemCount} items and the data set has {dataset.ItemIds.Count}: they do not belong together.", nameof(dataset));
        }

        return new BundleContents(
            name,
            OnnxEncoderExporter.ContractOf(model.Encoder),
            model.Encoder.Dimension,
            dataset.ItemIds,
            VectorsOf(model),
            model.HasBias ? model.Offsets() : [],
            OnnxEncoderExporter.Export(model.Encoder),
            dataset.Through,
            metrics)
        {
            ItemFeatures = model.ItemFeatures?.Schema,
            ItemTowerOnnx = model.ItemFeatures?.Schema is null ? default : ItemTowerExporter.Export(model),
        };
    }

    private static float[] VectorsOf(SequenceModel model)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        return MemoryMarshal.Cast<byte, float>(model.Vectors().contiguous().bytes).ToArray();
    }
}
