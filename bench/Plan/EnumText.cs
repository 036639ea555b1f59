using System.Reflection;
using System.Text.Json.Serialization;

namespace Manidala.Bench.Plan;

/// <summary>A member's name as JSON has it, so that table and JSON say the same.</summary>
internal static class EnumText
{
    public static string ToText<T>(this T value)
        where T : struct, Enum =>
        typeof(T).GetField(value.ToString())?.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? value.ToString();
}
