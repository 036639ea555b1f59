using System.Reflection;
using Manidala.Engine.Model;
using Manidala.Storage;
using Orleans.Serialization;

namespace Manidala.Grains.Cluster;

/// <summary>
/// Names our own exceptions in messages without the assembly that has them. A process that lacks it, as a gateway of its own does, cannot read a message that names
/// it, and the caller would get a <see cref="TypeLoadException"/> instead; of a type that is merely unknown Orleans keeps name and message.
/// </summary>
internal sealed class ExceptionNames : ITypeConverter
{
    private static readonly Assembly[] Ours = [typeof(ManidalaDatabase).Assembly, typeof(InvalidBundleException).Assembly, typeof(ExceptionNames).Assembly];

    public bool TryFormat(Type type, out string formatted)
    {
        formatted = typeof(Exception).IsAssignableFrom(type) && !type.IsGenericType && Ours.Contains(type.Assembly) ? type.FullName! : null!;
        return formatted is not null;
    }

    // Orleans finds a type by its name alone, where it is there.
    public bool TryParse(string formatted, out Type type)
    {
        type = null!;
        return false;
    }
}
