using Manidala.Engine.Model;

namespace Manidala.Training.Packing;

/// <summary>Makes a bundle of an encoder that was trained elsewhere: nothing is written before the encoder has run over the items as a silo runs it.</summary>
internal static class ModelPacker
{
    private const string ManifestName = "manifest.json";
    private const string EncoderName = "encoder.onnx";

    /// <exception cref="PackException">Something does not fit; the message names it.</exception>
    public static BundleManifest Pack(PackRequest request)
    {
        RequireReplaceable(request.Out);
        IReadOnlyList<string> ids = ItemIdsFile.Read(request.Items);
        NpyArray embeddings = ReadEmbeddings(request, ids.Count);
        float[] bias = request.Bias is null ? [] : ReadBias(request.Bias, ids.Count);
        byte[] onnx = File.ReadAllBytes(request.Onnx);
        try
        {
            (IReadOnlyList<EncoderTensor> inputs, IReadOnlyList<EncoderTensor> outputs) = EncoderCheck.Describe(onnx);
            var contents = new BundleContents(
                request.Name,
                new ContractBuilder(request, inputs, outputs).Build(),
                (int)embeddings.Shape[1],
                ids,
                embeddings.Values,
                bias,
                onnx,
                TrainedThrough: 0,
                new Dictionary<string, double>());
            EncoderCheck.Run(contents);
            return BundleWriter.Write(request.Out, contents);
        }
        catch (InvalidBundleException refusal)
        {
            throw new PackException(refusal.Message.Replace(EncoderName, request.Onnx, StringComparison.Ordinal));
        }
        catch (ArgumentException refusal)
        {
            // The runtime appends the parameter's name, which says nothing to a user.
            throw new PackException(refusal.ParamName is null ? refusal.Message : refusal.Message.Replace($" (Parameter '{refusal.ParamName}')", "", StringComparison.Ordinal));
        }
    }

    private static NpyArray ReadEmbeddings(PackRequest request, int items)
    {
        NpyArray embeddings = NpyReader.Read(request.Embeddings);
        if (embeddings.Shape.Count != 2)
        {
            throw new PackException($"{request.Embeddings}: found the shape {embeddings}; expected one row an item and one column a number.");
        }

        return embeddings.Shape[0] == items
            ? embeddings
            : throw new PackException($"{request.Embeddings}: found {embeddings.Shape[0]} rows; expected {items}, one for each id of {request.Items}, without padding.");
    }

    private static float[] ReadBias(string path, int items)
    {
        NpyArray bias = NpyReader.Read(path);
        bool isColumn = bias.Shape.Count == 1 || (bias.Shape.Count == 2 && bias.Shape[1] == 1);
        return isColumn && bias.Shape[0] == items
            ? bias.Values
            : throw new PackException($"{path}: found the shape {bias}; expected ({items},), one number for each id.");
    }

    // The writer replaces the whole folder: it must not be anything but a bundle.
    private static void RequireReplaceable(string folder)
    {
        if (File.Exists(folder))
        {
            throw new PackException($"{folder} is a file; expected a folder for the bundle.");
        }

        bool holdsOther = Directory.Exists(folder)
            && Directory.EnumerateFileSystemEntries(folder).Any()
            && !File.Exists(Path.Combine(folder, ManifestName));
        if (holdsOther)
        {
            throw new PackException($"{folder} holds something else than a bundle; expected a new or empty folder, or an older bundle to replace.");
        }
    }
}
