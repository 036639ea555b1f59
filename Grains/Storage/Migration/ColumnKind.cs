namespace Manidala.Storage.Migration;

/// <summary>What a column holds, in both databases.</summary>
internal enum ColumnKind
{
    /// <summary>Of 64 bits.</summary>
    Whole,

    /// <summary>Of 64 bits in SQLite, which has no others, and of 32 in PostgreSQL.</summary>
    Short,

    Real,

    Text,

    Bytes,

    /// <summary>0 or 1 in SQLite.</summary>
    Flag,
}
