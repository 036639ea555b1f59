using Manidala.Engine.Catalog;
using Manidala.Engine.Model;
using Manidala.Engine.Retrieval;
using Manidala.Engine.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Manidala.Engine.Feeds;

/// <summary>
/// Keeps up the items that came after the model: encodes few of them at once, and leaves many, and the building of indexes, to <see cref="Work"/>. Thread-safe;
/// what it gives out is immutable.
/// </summary>
public sealed partial class NewItems(IOptions<NewItemsOptions> options, TimeProvider time, EngineMetrics metrics, ILogger<NewItems> logger)
{
    private readonly NewItemsOptions _options = options.Value;
    private readonly Lock _gate = new();
    private LoadedModel? _model;
    private CatalogSnapshot? _catalog;
    private DeltaLedger? _ledger;
    private ItemDelta? _current;

    /// <summary>Raised when there is something for <see cref="Work"/>, under a lock: handlers only wake another thread.</summary>
    public event Action? WorkArrived;

    /// <summary>Whether <see cref="Work"/> has something to do.</summary>
    public bool HasWork
    {
        get
        {
            lock (_gate)
            {
                return _ledger is { } ledger && IsWorkDue(ledger);
            }
        }
    }

    /// <summary>The items that came after the model, as far as they are encoded; null where there are none or the model has no item tower.</summary>
    public ItemDelta? Follow(CatalogSnapshot catalog, LoadedModel? model)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        lock (_gate)
        {
            if (!ReferenceEquals(model, _model))
            {
                _model = model;
                _catalog = null;
                _ledger = model?.Tower is null ? null : new DeltaLedger(model);
                Publish();
            }

            if (_ledger is { } ledger && !ReferenceEquals(catalog, _catalog))
            {
                _catalog = catalog;
                ledger.Notice(catalog);
                EncodeFew(model!, ledger);
                if (ledger.IsChanged)
                {
                    Publish();
                }

                if (IsWorkDue(ledger))
                {
                    WorkArrived?.Invoke();
                }
            }

            return _current;
        }
    }

    /// <summary>
    /// Does what is due, on the caller's thread, and answers whether anything was; what <see cref="Follow"/> gives has changed then. Not to be called on two threads
    /// at once.
    /// </summary>
    public bool Work()
    {
        if (Begin() is not { } begun)
        {
            return false;
        }

        (LoadedModel model, DeltaLedger ledger, DeltaWork work, int forgotten) = begun;
        long started = time.GetTimestamp();
        try
        {
            EncodedItems encoded = model.Tower!.Encode(work.Items);
            if (work.Encoded is null)
            {
                End(ledger, () => ledger.Enter(work, encoded.Items));
            }
            else
            {
                Merge(model, ledger, work, encoded);
                metrics.DeltaMerged(time.GetElapsedTime(started));
            }

            Report(ledger, model, encoded, forgotten, time.GetElapsedTime(started));
            return true;
        }
        catch
        {
            lock (_gate)
            {
                ledger.GiveBack(work);
            }

            throw;
        }
        finally
        {
            model.Release();
        }
    }

    private (LoadedModel Model, DeltaLedger Ledger, DeltaWork Work, int Forgotten)? Begin()
    {
        lock (_gate)
        {
            if (_ledger is not { } ledger || !IsWorkDue(ledger) || !_model!.TryAcquire())
            {
                return null;
            }

            (DeltaWork work, int forgotten) = ledger.Unmerged > _options.MergeAfter ? ledger.TakeMerge(_options.MostItems) : (ledger.TakeWaiting(), 0);
            return (_model, ledger, work, forgotten);
        }
    }

    /// <summary>The slow part, which nobody waits for.</summary>
    private void Merge(LoadedModel model, DeltaLedger ledger, DeltaWork work, EncodedItems encoded)
    {
        // By ordinal, so that the same items make the same index however they came.
        LaterItem[] merged = [.. work.Encoded!.Concat(encoded.Items).OrderBy(later => later.Item.Ordinal)];
        merged = [.. merged.Where((later, place) => place == merged.Length - 1 || merged[place + 1].Item.Ordinal != later.Item.Ordinal)];
        ItemIndex main = merged.Length == 0
            ? model.Index
            : model.IndexWith(DeltaLedger.VectorsOf(merged, model.Dimension), threads: 1).Index;
        End(ledger, () => ledger.Enter(work, encoded.Items, merged, main));
    }

    private void End(DeltaLedger ledger, Action enter)
    {
        lock (_gate)
        {
            // Another model serves by now, whose items have other vectors.
            if (ReferenceEquals(ledger, _ledger))
            {
                enter();
                Publish();
            }
        }
    }

    private bool IsWorkDue(DeltaLedger ledger) => ledger.WaitingCount > 0 || ledger.Unmerged > _options.MergeAfter;

    private void EncodeFew(LoadedModel model, DeltaLedger ledger)
    {
        bool isFew = ledger.WaitingCount <= _options.EncodeAtOnce && ledger.RecentCount + ledger.WaitingCount <= 2L * _options.MergeAfter;
        if (ledger.WaitingCount == 0 || !isFew || !model.TryAcquire())
        {
            return;
        }

        try
        {
            DeltaWork work = ledger.TakeWaiting();
            EncodedItems encoded = model.Tower!.Encode(work.Items);
            ledger.Enter(work, encoded.Items);
            WarnOfRefused(encoded);
        }
        finally
        {
            model.Release();
        }
    }

    private void Publish()
    {
        ItemDelta? next = _ledger?.ToDelta();
        metrics.DeltaChanged(
            (next?.RecentCount ?? 0) - (_current?.RecentCount ?? 0), (next?.MergedCount ?? 0) - (_current?.MergedCount ?? 0));
        _current = next;
    }

    private void Report(DeltaLedger ledger, LoadedModel model, EncodedItems encoded, int forgotten, TimeSpan took)
    {
        WarnOfRefused(encoded);
        ItemDelta? delta;
        lock (_gate)
        {
            delta = _current;
            if (!ReferenceEquals(ledger, _ledger))
            {
                return;
            }
        }

        LogFollowed(
            delta?.MergedCount ?? 0, model.Version, delta?.RecentCount ?? 0, encoded.Items.Count, encoded.Undescribed, forgotten, took.TotalSeconds);
    }

    private void WarnOfRefused(EncodedItems encoded)
    {
        if (encoded.Refused > 0)
        {
            LogRefused(encoded.Refused, encoded.Refusal!);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Merged} items that came after model {Version} are in its index and {Recent} are searched beside it; {Encoded} were encoded now, {Undescribed} have no attribute that the model knows, {Forgotten} of the oldest are too many; it took {Seconds:F1} s")]
    private partial void LogFollowed(int merged, string version, int recent, int encoded, int undescribed, int forgotten, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Items} new items cannot be encoded and are recommended only by chance: {Reason}")]
    private partial void LogRefused(int items, string reason);
}
