using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Manidala.Grains.Tests.Wire;

/// <summary>Messages with something in each member, the same each time, and what is in a message as JSON.</summary>
internal static class WireExample
{
    /// <param name="name">Of the member that it is for, so that two of one type differ.</param>
    public static object Of(Type type, string name = "value")
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Of(value, name);
        }

        if (type == typeof(string))
        {
            return $"{name} ü";
        }

        if (type == typeof(bool))
        {
            return true;
        }

        if (type.IsPrimitive)
        {
            return Convert.ChangeType(name.Length + 1, type, CultureInfo.InvariantCulture);
        }

        if (type.IsArray)
        {
            Type element = type.GetElementType()!;
            var array = Array.CreateInstance(element, 2);
            array.SetValue(Of(element, name), 0);
            array.SetValue(Of(element, name + "2"), 1);
            return array;
        }

        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) ? Immutable(type.GetGenericArguments()[0], name) : Message(type);
    }

    /// <summary>Members by name; those of a message in it likewise.</summary>
    public static JsonNode? ToJson(object? value) => value switch
    {
        null => null,
        string text => text,
        bool flag => flag,
        IEnumerable many => new JsonArray([.. many.Cast<object?>().Select(ToJson)]),
        _ when value.GetType().IsPrimitive => JsonValue.Create(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        _ => new JsonObject(WireContract.MembersOf(value.GetType()).Select(member => KeyValuePair.Create(member.Name, ToJson(member.Read(value))))),
    };

    /// <summary>Whether all that was there is there, as it was. What came later may be beside it.</summary>
    public static bool Holds(JsonNode? now, JsonNode? before) => (now, before) switch
    {
        (JsonObject newer, JsonObject older) => older.All(member => newer.ContainsKey(member.Key) && Holds(newer[member.Key], member.Value)),
        (JsonArray newer, JsonArray older) => newer.Count == older.Count && newer.Zip(older).All(pair => Holds(pair.First, pair.Second)),
        _ => JsonNode.DeepEquals(now, before),
    };

    private static object Immutable(Type element, string name)
    {
        var elements = (Array)Of(element.MakeArrayType(), name);
        return typeof(ImmutableArray).GetMethods().Single(method => method.Name == nameof(ImmutableArray.Create) && method.GetParameters() is [{ ParameterType.IsArray: true }])
            .MakeGenericMethod(element).Invoke(null, [elements])!;
    }

    private static object Message(Type type)
    {
        ConstructorInfo constructor = type.GetConstructors().MaxBy(one => one.GetParameters().Length)!;
        object message = constructor.Invoke([.. constructor.GetParameters().Select(parameter => Of(parameter.ParameterType, parameter.Name!))]);
        foreach (PropertyInfo property in type.GetProperties().Where(property => constructor.GetParameters().Length == 0 && property.CanWrite))
        {
            property.SetValue(message, Of(property.PropertyType, property.Name));
        }

        return message;
    }
}
