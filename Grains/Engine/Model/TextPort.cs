using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace Manidala.Engine.Model;

/// <summary>A tensor of one text a user. ONNX Runtime owns the characters, so they are copied there before each run.</summary>
/// <param name="shape">The lengths behind the batch's: none, or a single 1.</param>
internal sealed class TextPort(string name, int[] shape, int maxBatch) : TensorPort(name)
{
    private readonly OrtValue?[] _byBatch = new OrtValue?[maxBatch + 1];
    private readonly char[] _texts = new char[maxBatch * UserState.MaxIdLength];
    private readonly int[] _lengths = new int[maxBatch];

    /// <summary>The memory of one user's text; what is written there counts up to the length set by <see cref="SetLength"/>.</summary>
    public Span<char> TextOf(int user) => _texts.AsSpan(user * UserState.MaxIdLength, UserState.MaxIdLength);

    public void SetLength(int user, int length) => _lengths[user] = length;

    public void Write(int user, string text)
    {
        text.CopyTo(TextOf(user));
        SetLength(user, text.Length);
    }

    public override void Write(int at, double value) => Write(at, value.ToString(CultureInfo.InvariantCulture));

    public override OrtValue Open(int batch) => _byBatch[batch] =
        OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [batch, .. shape.Select(length => (long)length)]);

    public override void Flush(int batch)
    {
        for (int user = 0; user < batch; user++)
        {
            _byBatch[batch]!.StringTensorSetElementAt(TextOf(user)[.._lengths[user]], user);
        }
    }
}
