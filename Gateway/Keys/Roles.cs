namespace Manidala.Gateway.Keys;

/// <summary>What a key may do. None implies another: whoever needs two is given two.</summary>
[Flags]
internal enum Roles
{
    None = 0,

    /// <summary>Report what users do.</summary>
    Ingest = 1,

    /// <summary>Read feeds, sessions, items and lists.</summary>
    Read = 2,

    /// <summary>Change the catalogue and the models; export and erase users.</summary>
    Admin = 4,

    All = Ingest | Read | Admin,
}
