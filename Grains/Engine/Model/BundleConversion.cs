namespace Manidala.Engine.Model;

/// <summary>Writes a bundle again with its embeddings in another format; every other file is copied as it is.</summary>
public static class BundleConversion
{
    /// <summary>Set before the metrics of the bundle that was converted: they were measured with its numbers, not with the new ones.</summary>
    public const string SourcePrefix = "source.";

    /// <param name="source">A bundle's folder.</param>
    /// <param name="target">The new bundle's own folder, whole or not there at all; one that is there already is replaced.</param>
    /// <exception cref="InvalidBundleException">The source is not whole.</exception>
    /// <exception cref="ArgumentException">The numbers do not fit the format.</exception>
    public static BundleManifest Write(string source, string target, EmbeddingFormat format)
    {
        Bundle bundle = Bundle.Read(source);
        ContentsRules.CheckRange(bundle.ItemEmbeddings, format);
        return BundleFolder.Write(target, folder => WriteFiles(bundle, folder, format));
    }

    private static BundleManifest WriteFiles(Bundle bundle, string folder, EmbeddingFormat format)
    {
        BundleManifest manifest = bundle.Manifest;
        var files = new SortedDictionary<string, BundleFile>(StringComparer.Ordinal);
        foreach ((string name, BundleFile file) in manifest.Files.Where(file => !EmbeddingFiles.Has(file.Key)))
        {
            File.Copy(Path.Combine(bundle.Folder, name), Path.Combine(folder, name));
            files[name] = file;
        }

        BundleWriter.WriteEmbeddings(folder, format, bundle.ItemEmbeddings, manifest.Dimension, files);
        var metrics = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach ((string name, double value) in manifest.Metrics)
        {
            metrics[name.StartsWith(SourcePrefix, StringComparison.Ordinal) ? name : SourcePrefix + name] = value;
        }

        return BundleWriter.WriteManifest(folder, manifest with { Metrics = metrics, Files = files });
    }
}
