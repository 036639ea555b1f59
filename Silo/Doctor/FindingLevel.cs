using System.Text.Json.Serialization;

namespace Manidala.Silo.Doctor;

/// <summary>How bad it is: an error keeps a server from starting or from serving right, a warning may come to that.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingLevel>))]
internal enum FindingLevel
{
    [JsonStringEnumMemberName("ok")]
    Ok,

    [JsonStringEnumMemberName("warning")]
    Warning,

    [JsonStringEnumMemberName("error")]
    Error,
}
