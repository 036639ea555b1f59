using Microsoft.ML.OnnxRuntime;

namespace Manidala.Engine.Model;

/// <summary>One input or output of a file: its memory, of which the first users of a call take the front. For one caller at a time.</summary>
internal abstract class TensorPort(string name)
{
    public string Name => name;

    /// <summary>A tensor over the memory of the first <paramref name="batch"/> users; the caller disposes it.</summary>
    public abstract OrtValue Open(int batch);

    /// <summary>Writes a number at a place of the memory, in the tensor's own type.</summary>
    public abstract void Write(int at, double value);

    /// <summary>Called before the file runs on the first <paramref name="batch"/> users.</summary>
    public virtual void Flush(int batch)
    {
    }
}
