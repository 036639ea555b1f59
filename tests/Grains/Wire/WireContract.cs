using System.Reflection;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Users;

namespace Manidala.Grains.Tests.Wire;

/// <summary>What processes of different builds have to agree on, a line for each part of it: messages and their members, calls, grains and what they store.</summary>
internal static class WireContract
{
    private static readonly Assembly[] Assemblies = [typeof(IUserGrain).Assembly, typeof(GrainsHosting).Assembly];

    /// <summary>Types that are sent or stored, by their names on the wire.</summary>
    public static IReadOnlyList<Type> Messages { get; } =
    [
        .. Assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsDefined(typeof(GenerateSerializerAttribute)))
            .OrderBy(NameOf, StringComparer.Ordinal),
    ];

    public static IReadOnlyList<string> Describe() =>
        [.. Messages.SelectMany(DescribeMessage).Concat(GrainInterfaces().SelectMany(DescribeCalls)).Concat(GrainClasses().SelectMany(DescribeGrain)).Concat(Names())];

    /// <summary>A message's members in the order of their numbers.</summary>
    public static IEnumerable<(uint Id, string Name, Type Type, Func<object, object?> Read)> MembersOf(Type message) =>
        message.GetMembers(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(member => member.IsDefined(typeof(IdAttribute)))
            .Select(member => (
                member.GetCustomAttribute<IdAttribute>()!.Id,
                member.Name,
                member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType,
                member is PropertyInfo readable ? new Func<object, object?>(readable.GetValue) : ((FieldInfo)member).GetValue))
            .OrderBy(member => member.Id);

    /// <summary>The alias of what has one; a name that says as much for others.</summary>
    public static string NameOf(Type type) =>
        type.GetCustomAttribute<AliasAttribute>() is { } alias ? alias.Alias
        : type.IsArray ? $"{NameOf(type.GetElementType()!)}[]"
        : type.IsGenericType ? $"{type.FullName![..type.FullName!.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : type.FullName!;

    private static IEnumerable<string> DescribeMessage(Type message) =>
        MembersOf(message).Select(member => $"message {NameOf(message)} {member.Id} {member.Name} {NameOf(member.Type)}")
            .Prepend($"message {NameOf(message)}{(message.IsSubclassOf(typeof(Exception)) ? $" extends {NameOf(message.BaseType!)}" : "")}");

    private static IEnumerable<Type> GrainInterfaces() => Assemblies.SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type)).OrderBy(NameOf, StringComparer.Ordinal);

    private static IEnumerable<string> DescribeCalls(Type grain) =>
        grain.GetMethods().Select(method => (method.GetCustomAttribute<AliasAttribute>()?.Alias ?? method.Name, method))
            .OrderBy(call => call.Item1, StringComparer.Ordinal)
            .Select(call => $"call {NameOf(grain)} {call.Item1}({string.Join(", ", call.method.GetParameters().Select(parameter => NameOf(parameter.ParameterType)))}) {NameOf(call.method.ReturnType)}")
            .Prepend($"call {NameOf(grain)} by {grain.GetInterfaces().Single(key => key.Name.StartsWith("IGrainWith", StringComparison.Ordinal)).Name}");

    private static IEnumerable<Type> GrainClasses() => Assemblies.SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.IsSubclassOf(typeof(Grain))).OrderBy(type => type.Name, StringComparer.Ordinal);

    // Orleans makes a grain's type out of the name of its class, and finds silos that have it, and stored states, by it.
    private static IEnumerable<string> DescribeGrain(Type grain) =>
        [$"grain {grain.Name} {string.Join(", ", grain.GetInterfaces().Intersect(GrainInterfaces()).Select(NameOf).Order(StringComparer.Ordinal))}"];

    // What is stored of a user, and what goes along with one who moves to another silo.
    private static IEnumerable<string> Names() =>
        ConstantsOf(typeof(SessionLuggage)).Select(name => $"luggage {name}").Order(StringComparer.Ordinal)
            .Concat(ConstantsOf(typeof(UserGrain)).Select(name => $"stored in {GrainStorageNames.Sessions} as {name}"));

    private static IEnumerable<string> ConstantsOf(Type type) => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic)
        .Where(field => field is { IsLiteral: true, FieldType: var of } && of == typeof(string)).Select(field => (string)field.GetRawConstantValue()!);
}
