using Manidala.Engine.Catalog;
using Manidala.Engine.Feeds;
using Manidala.Engine.Model;
using Manidala.Engine.Sessions;
using Manidala.Engine.Telemetry;
using Manidala.Grains.Cluster;
using Manidala.Grains.Models;
using Manidala.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace Manidala.Grains.Users;

/// <summary>What every user grain of a silo shares.</summary>
internal sealed record UserGrainServices(
    IInteractionJournal Journal,
    IFeedbackStore Feedback,
    [FromKeyedServices(GrainStorageNames.Sessions)] IGrainStorage Snapshots,
    CatalogReplica Catalog,
    LiveView Views,
    FeedAssembly Feeds,
    IStepper Stepper,
    DeviceRetriever Device,
    InteractionTypes Types,
    ClusterChanges Changes,
    TimeProvider Time,
    EngineMetrics Metrics,
    IOptions<SessionOptions> SessionOptions);
