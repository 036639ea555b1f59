using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using Manidala.Silo.Settings;

namespace Manidala.Silo.Tests.Settings;

/// <summary>docs/configuration.md, made of the catalogue, the options' attributes and their comments.</summary>
internal static class ConfigurationReference
{
    private const string Head =
        """
        # Configuration

        Every setting of silos and gateways, as `tests/Silo/Settings` writes it from the options (`MANIDALA_RECORD_SETTINGS=1 ./manidala test Silo`); do not edit it by hand.

        A setting is an environment variable, or a name in `appsettings.json` in the working directory, where `__` is a level: `{"Gateway": {"CallTimeout": "00:00:05"}}`. Variables go before
        the file. Times are written `hours:minutes:seconds`, with days before a point: `1.12:00:00`. A value out of its range ends the start and says so; `./manidala doctor` says it before, and
        names what is misspelt.

        """;

    public static string Write()
    {
        var comments = new XmlComments(SettingCatalog.Sections.Select(section => section.Options.Assembly));
        var text = new StringBuilder(Head);
        text.Append("\n## By their own names\n\n| variable | values | default | meaning |\n|---|---|---|---|\n");
        foreach (PlainSetting setting in SettingCatalog.Plain)
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{new SettingName(setting.Name, HasEntries: false).Variable}` | {setting.Values} | {Or(setting.Default, "none")} | {setting.Meaning} |\n");
        }

        foreach (IGrouping<string, SettingSection> section in SettingCatalog.Sections.GroupBy(section => section.Name))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {section.Key}\n\n| variable | type | unit | default | values | meaning |\n|---|---|---|---|---|---|\n");
            foreach (SettingSection part in section)
            {
                WriteRows(text, comments, part.Name, part.Options, Activator.CreateInstance(part.Options)!);
            }
        }

        return text.ToString();
    }

    private static void WriteRows(StringBuilder text, XmlComments comments, string prefix, Type type, object defaults)
    {
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null))
        {
            string name = $"{prefix}:{property.Name}";
            object? value = property.GetValue(defaults);
            if (SettingCatalog.Names.All(known => known.Path != name))
            {
                WriteRows(text, comments, name, property.PropertyType, value!);
                continue;
            }

            string summary = comments.SummaryOf(property);
            Assert.True(summary.Length > 0, $"{type.Name}.{property.Name} has no comment that says what it means.");
            text.Append(CultureInfo.InvariantCulture, $"| `{VariableOf(name, property.PropertyType)}` | {TypeOf(property.PropertyType)} | {UnitOf(property)} | {DefaultOf(value)} | {RangeOf(property)} | {summary} |\n");
        }
    }

    private static string VariableOf(string name, Type type)
    {
        string variable = new SettingName(name, HasEntries: false).Variable;
        return typeof(IDictionary<string, string>).IsAssignableFrom(type) ? $"{variable}__NAME" : type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type) ? $"{variable}__0" : variable;
    }

    private static string TypeOf(Type type) => type switch
    {
        _ when type == typeof(TimeSpan) => "time",
        _ when type == typeof(bool) => "true, false",
        _ when type == typeof(int) || type == typeof(long) => "whole number",
        _ when type == typeof(double) => "number",
        _ when type.IsEnum => "one of",
        _ when typeof(IDictionary<string, string>).IsAssignableFrom(type) => "texts by name",
        _ when type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type) => "list of texts",
        _ => "text",
    };

    private static string UnitOf(PropertyInfo property) => property switch
    {
        { PropertyType: var type } when type == typeof(TimeSpan) => "h:m:s",
        { Name: var name } when name.EndsWith("MiB", StringComparison.Ordinal) => "MiB",
        { Name: var name } when name.Contains("BytesPerSecond", StringComparison.Ordinal) => "bytes/s",
        { Name: var name } when name.Contains("Bytes", StringComparison.Ordinal) => "bytes",
        _ => "",
    };

    private static string DefaultOf(object? value) => value switch
    {
        TimeSpan { Ticks: var ticks } time when ticks % TimeSpan.TicksPerSecond == 0 => time.ToString("c", CultureInfo.InvariantCulture),
        TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture).TrimEnd('0'),
        bool flag => flag ? "true" : "false",
        null or "" or ICollection { Count: 0 } => "none",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    private static string RangeOf(PropertyInfo property)
    {
        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}");
        }

        if (property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed)
        {
            return string.Join(", ", allowed.Values);
        }

        return property.PropertyType.IsEnum ? string.Join(", ", Enum.GetNames(property.PropertyType)) : "";
    }

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;
}
