namespace Manidala.Engine.Model;

/// <summary>
/// Finds weights that an ONNX file says lie in another file. ONNX Runtime, given a model's bytes, opens such files relative to the process's working
/// folder; a bundle must not make a silo read what is not the bundle's. Walks the wire format along the fields of onnx.proto that lead to tensors.
/// </summary>
internal sealed class ExternalWeights
{
    private const int MaxDepth = 64;
    private const int ExternalDataField = 13;
    private const int DataLocationField = 14;

    private enum Message
    {
        None,
        Model,
        Training,
        Function,
        Graph,
        Node,
        Attribute,
        SparseTensor,
        Tensor,
    }

    private readonly string _file;

    private ExternalWeights(string file) => _file = file;

    /// <param name="file">The bundle's name for it.</param>
    /// <exception cref="InvalidBundleException">There are such weights, or the bytes are no model.</exception>
    public static void Refuse(ReadOnlySpan<byte> model, string file) => new ExternalWeights(file).Walk(model, Message.Model, 0);

    private void Walk(ReadOnlySpan<byte> bytes, Message message, int depth)
    {
        if (depth > MaxDepth)
        {
            throw Refusal($"messages nested deeper than {MaxDepth}");
        }

        while (!bytes.IsEmpty)
        {
            ulong key = Varint(ref bytes);
            int field = (int)Math.Min(key >> 3, int.MaxValue);
            if (message == Message.Tensor && field is ExternalDataField or DataLocationField)
            {
                RefuseExternal(field, key, bytes);
            }

            ReadOnlySpan<byte> value = Value(ref bytes, (int)(key & 7));
            if (Child(message, field) is var child and not Message.None)
            {
                Walk(value, child, depth + 1);
            }
        }
    }

    private void RefuseExternal(int field, ulong key, ReadOnlySpan<byte> bytes)
    {
        // A location of zero says that the numbers are in this file.
        if (field == ExternalDataField || (key & 7) != 0 || Varint(ref bytes) != 0)
        {
            throw Refusal("weights in another file");
        }
    }

    private static Message Child(Message message, int field) => (message, field) switch
    {
        (Message.Model, 7) => Message.Graph,
        (Message.Model, 20) => Message.Training,
        (Message.Model, 25) => Message.Function,
        (Message.Training, 1 or 2) => Message.Graph,
        (Message.Function, 7) => Message.Node,
        (Message.Function, 11) => Message.Attribute,
        (Message.Graph, 1) => Message.Node,
        (Message.Graph, 5) => Message.Tensor,
        (Message.Graph, 15) => Message.SparseTensor,
        (Message.Node, 5) => Message.Attribute,
        (Message.Attribute, 5 or 10) => Message.Tensor,
        (Message.Attribute, 6 or 11) => Message.Graph,
        (Message.Attribute, 22 or 23) => Message.SparseTensor,
        (Message.SparseTensor, 1 or 2) => Message.Tensor,
        _ => Message.None,
    };

    /// <summary>Steps over a field's value and answers its bytes where it is length-delimited.</summary>
    private ReadOnlySpan<byte> Value(ref ReadOnlySpan<byte> bytes, int wireType)
    {
        switch (wireType)
        {
            case 0:
                Varint(ref bytes);
                return [];
            case 1:
                Take(ref bytes, sizeof(ulong));
                return [];
            case 2:
                return Take(ref bytes, Varint(ref bytes));
            case 5:
                Take(ref bytes, sizeof(uint));
                return [];
            default:
                throw Refusal("bytes that are not protocol buffers");
        }
    }

    private ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, ulong count)
    {
        if (count > (ulong)bytes.Length)
        {
            throw Refusal("a field longer than the file");
        }

        ReadOnlySpan<byte> taken = bytes[..(int)count];
        bytes = bytes[(int)count..];
        return taken;
    }

    private ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64 && !bytes.IsEmpty; shift += 7)
        {
            byte next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Refusal("bytes that are not protocol buffers");
    }

    private InvalidBundleException Refusal(string found) =>
        new($"{_file}: found {found}; expected an ONNX model that holds all its weights.");
}
