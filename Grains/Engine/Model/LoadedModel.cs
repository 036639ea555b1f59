using System.Text.Json;
using Manidala.Engine.Catalog;
using Manidala.Engine.Retrieval;
using Manidala.Engine.Sessions;

namespace Manidala.Engine.Model;

/// <summary>
/// A bundle ready to serve. Immutable and thread-safe; its encoder and its items on a device live until the model is retired and the last lease on it is released.
/// </summary>
public sealed class LoadedModel
{
    internal static readonly int[] WarmUpBatches = [1, 2, 3, 4, 8, 16, 64];

    private readonly ItemIds _itemIds;
    private readonly byte[] _types;
    private readonly Lock _gate = new();
    private int _leases;
    private bool _isRetired;

    internal LoadedModel(Bundle bundle, ItemIndex index, IndexReport indexReport, IEncoder encoder, DeviceSearch? device = null)
    {
        Manifest = bundle.Manifest;
        Index = index;
        IndexReport = indexReport;
        Encoder = encoder;
        Device = device;
        _itemIds = bundle.ItemIds;
        _types = TypesOf(Manifest.Encoder);
    }

    public string Version => Manifest.Version;

    public BundleManifest Manifest { get; }

    public ItemVectors Items => Index.Vectors;

    public ItemIndex Index { get; }

    public IndexReport IndexReport { get; }

    /// <summary>To be used only under a lease.</summary>
    public IEncoder Encoder { get; }

    /// <summary>The items on a device; null where they are on none. To be used only under a lease.</summary>
    public DeviceSearch? Device { get; }

    /// <summary>Gives vectors to items that came after training; to be used only under a lease. Null where the bundle has none.</summary>
    public ItemTower? Tower { get; internal init; }

    /// <summary>How its steps in this process ended.</summary>
    public StepTally Steps { get; } = new();

    public int ItemCount => Items.Count;

    public int StateSize => Encoder.StateSize;

    public int Dimension => Items.Dimension;

    /// <summary>Whether a step may bring the vector of an item that the model has no row for; the other kinds keep rows in their states.</summary>
    public bool TakesVectors => Manifest.Encoder.Kind == EncoderContract.Recurrent;

    /// <summary>How items are searched.</summary>
    internal RetrievalOptions Retrieval { get; init; } = new() { Index = RetrievalOptions.Exact };

    /// <summary>Reads the folder, warms the encoder and builds the index.</summary>
    /// <param name="retrieval">How items are searched; exactly, and on no device, for null.</param>
    /// <param name="threads">That build the index at the same time; all cores for null.</param>
    /// <param name="indexes">Where built indexes and large models' vectors are kept; null for in memory alone.</param>
    /// <exception cref="InvalidBundleException">The bundle is not whole, or its step gives numbers that are not finite.</exception>
    /// <exception cref="InvalidOperationException">A provider that the options ask for is not available, or its memory does not hold the items.</exception>
    public static LoadedModel Load(string folder, EncoderOptions options, RetrievalOptions? retrieval = null, int? threads = null, IndexCache? indexes = null)
    {
        Bundle bundle = Bundle.Read(folder);
        RetrievalOptions searched = retrieval ?? new RetrievalOptions { Index = RetrievalOptions.Exact };
        ItemVectors items = ItemsOf(bundle, searched, indexes);
        EncoderContract contract = bundle.Manifest.Encoder;
        IEncoder encoder = EncoderFactory.Open(bundle.EncoderOnnx, contract, items, bundle.ItemIds, options);
        ItemTower? tower = null;
        try
        {
            EncoderWarmUp.Run(encoder, contract, items, WarmUpBatches);
            tower = bundle.ItemFeatures is { } features ? new ItemTower(bundle.ItemTowerOnnx!, features, items.Dimension) : null;
            (ItemIndex index, IndexReport report) = IndexBuilder.Build(
                items, searched, threads ?? Environment.ProcessorCount, exact => SampleQueries.Make(encoder, contract, exact), CacheOf(bundle.Manifest, searched, indexes));
            DeviceSearch? device = OnDevice(items, options, retrieval);
            items.LetGo();
            return new LoadedModel(bundle, index, report, encoder, device) { Tower = tower, Retrieval = searched };
        }
        catch
        {
            tower?.Dispose();
            encoder.Dispose();
            throw;
        }
    }

    /// <summary>
    /// An index over the model's items and, behind them, later ones, made and searched as the model's own. The caller holds a lease, and this takes as long as it
    /// took when the model was loaded.
    /// </summary>
    public (ItemIndex Index, IndexReport Report) IndexWith(ItemVectors later, int threads) =>
        IndexBuilder.Build(Items.FollowedBy(later), Retrieval, threads, exact => SampleQueries.Make(Encoder, Manifest.Encoder, exact, ItemCount));

    /// <summary>The row of an item; false where the model does not know it.</summary>
    public bool TryGetRow(string itemId, out int row) => _itemIds.TryGetRow(itemId, out row);

    public string ItemId(int row) => _itemIds[row];

    public ReadOnlySpan<float> Embedding(int row) => Items.Vector(row);

    /// <summary>The types that this model tells apart; a step's type is below it.</summary>
    public int TypeCount => Manifest.Encoder.InteractionTypes?.Count ?? 1;

    /// <summary>A session's step in this model's numbers.</summary>
    /// <param name="row">The row of the step's item.</param>
    public StepInput InputOf(int row, SessionStep step) => new(row, _types[step.Type], TimeGap.Scaled(Math.Min(step.GapSeconds, TimeGap.MostSeconds)));

    /// <summary>The same over an item that the model has no row for; only where it <see cref="TakesVectors"/>.</summary>
    /// <param name="vector">Copied.</param>
    public StepInput InputOf(ReadOnlySpan<float> vector, SessionStep step) => InputOf(StepInput.NoRow, step) with { Vector = vector.ToArray() };

    /// <summary>The state of a user before the first step.</summary>
    public float[] NewState(string userId) => Encoder.NewState(userId);

    /// <summary>Holds encoder and device alive until <see cref="Release"/>; false once the model is retired.</summary>
    public bool TryAcquire()
    {
        lock (_gate)
        {
            if (_isRetired)
            {
                return false;
            }

            _leases++;
            return true;
        }
    }

    public void Release()
    {
        bool isLast;
        lock (_gate)
        {
            if (_leases == 0)
            {
                throw new InvalidOperationException("More leases were released than acquired.");
            }

            isLast = --_leases == 0 && _isRetired;
        }

        if (isLast)
        {
            Dispose();
        }
    }

    /// <summary>Gives no more leases, and disposes encoder and device once the last one is released.</summary>
    public void Retire()
    {
        bool isUnused;
        lock (_gate)
        {
            isUnused = !_isRetired && _leases == 0;
            _isRetired = true;
        }

        if (isUnused)
        {
            Dispose();
        }
    }

    private static DeviceSearch? OnDevice(ItemVectors items, EncoderOptions encoder, RetrievalOptions? retrieval) =>
        retrieval?.DeviceFor(encoder.Choice) is { } device ? new DeviceSearch(items, device, retrieval.DeviceRows, encoder.IntraOpThreads) : null;

    // The manifest holds the checksums of all that the index is made of, and how the encoder is called that its effort was chosen for.
    private static CachedIndex? CacheOf(BundleManifest manifest, RetrievalOptions retrieval, IndexCache? indexes) =>
        indexes?.Of(manifest.Version, JsonSerializer.SerializeToUtf8Bytes(manifest, BundleJson.Default.BundleManifest), retrieval);

    private void Dispose()
    {
        Encoder.Dispose();
        Device?.Dispose();
        Tower?.Dispose();
    }

    /// <summary>The model's number for each place of the accepted types: 0 for those that it does not list.</summary>
    private static byte[] TypesOf(EncoderContract contract)
    {
        byte[] types = new byte[InteractionTypes.MostTypes];
        string[] known = [.. contract.InteractionTypes ?? []];
        foreach (InteractionType type in InteractionTypes.Default.InOrder)
        {
            types[type.Place] = (byte)Math.Max(0, Array.IndexOf(known, type.Name));
        }

        return types;
    }

    private static ItemVectors ItemsOf(Bundle bundle, RetrievalOptions retrieval, IndexCache? indexes)
    {
        try
        {
            return indexes is null
                ? new ItemVectors(bundle.ItemEmbeddings, bundle.ItemBias, bundle.Manifest.Dimension)
                : indexes.Hold(bundle.ItemEmbeddings, bundle.ItemBias, bundle.Manifest.Dimension, retrieval);
        }
        catch (ArgumentException refusal)
        {
            throw new InvalidBundleException($"{Path.Combine(bundle.Folder, EmbeddingFiles.NameOf(bundle.EmbeddingFormat))}: {refusal.Message}", refusal);
        }
    }
}
