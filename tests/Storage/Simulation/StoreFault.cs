namespace Manidala.Storage.Tests.Simulation;

/// <summary>What becomes of one write.</summary>
internal enum StoreFault
{
    None,

    /// <summary>Nothing is written: the disk is full.</summary>
    DiskFull,

    /// <summary>Nothing is written: the connection was lost on the way there.</summary>
    LostBefore,

    /// <summary>All is written, and the writer hears of a lost connection.</summary>
    LostAfter,

    /// <summary>All is written, and the answer does not come in time.</summary>
    TimesOutAfter,
}
