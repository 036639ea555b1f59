using Manidala.Engine.Catalog;
using Manidala.Engine.Model;

namespace Manidala.Engine.Feeds;

/// <summary>What was taken from a ledger to be done elsewhere.</summary>
/// <param name="Items">To be encoded.</param>
/// <param name="Encoded">That go into the new index beside them; null where none is to be built.</param>
internal sealed record DeltaWork(IReadOnlyList<Item> Items, IReadOnlyList<LaterItem>? Encoded);
