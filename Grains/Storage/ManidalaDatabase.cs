using System.Diagnostics.Metrics;
using Manidala.Storage.Catalog;
using Manidala.Storage.Erasures;
using Manidala.Storage.Feedback;
using Manidala.Storage.Journal;
using Manidala.Storage.Models;
using Manidala.Storage.Postgres;
using Manidala.Storage.Profiles;
using Manidala.Storage.Rules;
using Manidala.Storage.Sql;
using Manidala.Storage.Sqlite;
using Microsoft.Extensions.Logging;

namespace Manidala.Storage;

/// <summary>The open database of one process: journal, catalogue, registry, profiles and feedback, and the place for Orleans' own tables. Thread-safe.</summary>
public sealed class ManidalaDatabase : IAsyncDisposable
{
    private readonly SqlDatabase _database;
    private readonly JournalWriter _writer;
    private readonly HistoryReader _histories;
    private readonly FeedbackStore _feedback;
    private readonly IAsyncDisposable? _grains;

    private ManidalaDatabase(
        OpenDatabase opened, DatabaseOptions options, IMeterFactory? meters, ILoggerFactory loggers, TimeProvider time)
    {
        _database = opened.Database;
        _grains = opened.Grains;
        Orleans = opened.Orleans;
        _writer = new JournalWriter(opened.Committer, options, meters, time, loggers.CreateLogger<JournalWriter>(), opened.Partitions is { } partitions ? () => partitions.End : null);
        _histories = new HistoryReader(opened.OpenHistory, options, time);
        Journal = new InteractionJournal(_writer, _histories, _database);
        Erasures = new ErasureLog(_database);
        Partitions = opened.Partitions;
        Catalog = new CatalogStore(_database);
        Profiles = new ProfileStore(_database);
        Rules = new RuleStore(_database);
        _feedback = new FeedbackStore(_database);
        Models = new ModelRegistry(_database, time);
        Uploads = new ModelUploads(_database, time);
    }

    public IInteractionJournal Journal { get; }

    public IErasureLog Erasures { get; }

    /// <summary>The journal's pieces; null on SQLite, which has it in one.</summary>
    public IJournalPartitions? Partitions { get; }

    public ICatalogStore Catalog { get; }

    public IProfileStore Profiles { get; }

    public IFeedbackStore Feedback => _feedback;

    public IRuleStore Rules { get; }

    public IModelRegistry Models { get; }

    /// <summary>Bundles that arrive in parts.</summary>
    public IModelUploads Uploads { get; }

    /// <summary>For Orleans' grain storage and, with PostgreSQL, its membership.</summary>
    public OrleansStorage Orleans { get; }

    public bool IsPostgres => _database is PostgresDatabase;

    /// <summary>Which database it is and where; holds no secret.</summary>
    public string Description => _database.Description;

    /// <summary>
    /// Creates what is missing, migrates what is older and checks what is there, safely among concurrent starts. Throws
    /// <see cref="DatabaseUnavailableException"/>, <see cref="NewerSchemaException"/>, <see cref="CorruptDatabaseException"/> or
    /// <see cref="StorageFullException"/>.
    /// </summary>
    public static async Task<ManidalaDatabase> OpenAsync(
        DatabaseOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken, IMeterFactory? meters = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggers);
        ArgumentNullException.ThrowIfNull(time);
        options.Validate();
        OpenDatabase opened = options.PostgresConnectionString is { } connectionString
            ? await PostgresOpener.OpenAsync(connectionString, options.JournalPeriod, loggers, cancellationToken).ConfigureAwait(false)
            : await SqliteOpener.OpenAsync(options, time, cancellationToken).ConfigureAwait(false);
        return new ManidalaDatabase(opened, options, meters, loggers, time);
    }

    /// <summary>Why the journal cannot be written now, as its last calls found; null where nothing says so.</summary>
    public string? JournalProblem => _writer.Problem;

    /// <summary>Throws where the database cannot be reached.</summary>
    public Task PingAsync(CancellationToken cancellationToken) => _database.ReadAsync(
        connection => connection.Command("SELECT COUNT(*) FROM model").ScalarAsync(cancellationToken), cancellationToken);

    /// <summary>
    /// By the owner of a PostgreSQL database with the roles of docs/postgres: takes from those who serve what is the owner's to say, and lets gateways see who is in the
    /// cluster. Harmless when repeated.
    /// </summary>
    public Task NarrowAsync(CancellationToken cancellationToken) => IsPostgres
        ? _database.WriteAsync(
            WriteLock.Schema, connection => connection.Command(SqlResources.Text("Postgres", "narrow")).ExecuteAsync(cancellationToken), cancellationToken)
        : throw new NotSupportedException($"{Description} has no roles.");

    /// <summary>Commits what waits for the journal, answers who waits for a history, then closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync().ConfigureAwait(false);
        await _feedback.DisposeAsync().ConfigureAwait(false);
        await _histories.DisposeAsync().ConfigureAwait(false);
        await _database.DisposeAsync().ConfigureAwait(false);
        if (_grains is not null)
        {
            await _grains.DisposeAsync().ConfigureAwait(false);
        }
    }
}
