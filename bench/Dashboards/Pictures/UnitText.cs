using System.Globalization;

namespace Manidala.Bench.Dashboards.Pictures;

/// <summary>A number with its unit, as short as an axis needs it. Units are by Grafana's names.</summary>
internal static class UnitText
{
    public static string Of(double value, string unit) => unit switch
    {
        "s" => Seconds(value),
        "ms" => Seconds(value / 1000),
        "percentunit" => Short(value * 100) + " %",
        "percent" => Short(value) + " %",
        "bytes" => Bytes(value),
        "decmbytes" => Bytes(value * 1e6),
        "reqps" or "cps" or "ops" => Scaled(value) + "/s",
        _ => Scaled(value),
    };

    private static string Seconds(double value) => Math.Abs(value) switch
    {
        0 => "0",
        < 1e-3 => Short(value * 1e6) + " µs",
        < 1 => Short(value * 1e3) + " ms",
        < 120 => Short(value) + " s",
        < 7200 => Short(value / 60) + " min",
        < 172_800 => Short(value / 3600) + " h",
        _ => Short(value / 86_400) + " d",
    };

    private static string Bytes(double value) => Math.Abs(value) switch
    {
        < 1024 => Short(value) + " B",
        < 1 << 20 => Short(value / 1024) + " KiB",
        < 1 << 30 => Short(value / (1 << 20)) + " MiB",
        _ => Short(value / (1 << 30)) + " GiB",
    };

    private static string Scaled(double value) => Math.Abs(value) switch
    {
        < 1e4 => Short(value),
        < 1e6 => Short(value / 1e3) + " k",
        _ => Short(value / 1e6) + " M",
    };

    private static string Short(double value) => value.ToString(Math.Abs(value) switch { >= 100 => "0", >= 10 => "0.#", _ => "0.###" }, CultureInfo.InvariantCulture);
}
