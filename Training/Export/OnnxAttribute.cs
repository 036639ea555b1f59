namespace Manidala.Training.Export;

/// <summary>A setting of an ONNX node: a whole number, a list of them, or a fraction.</summary>
internal readonly record struct OnnxAttribute
{
    private const int NameField = 1;
    private const int FractionField = 2;
    private const int WholeField = 3;
    private const int WholesField = 8;
    private const int TypeField = 20;
    private const long FractionType = 1;
    private const long WholeType = 2;
    private const long WholesType = 7;

    private readonly Func<ProtoMessage> _message;

    private OnnxAttribute(Func<ProtoMessage> message) => _message = message;

    public static OnnxAttribute Of(string name, long value) =>
        new(() => new ProtoMessage().Add(NameField, name).Add(WholeField, value).Add(TypeField, WholeType));

    public static OnnxAttribute Of(string name, float value) =>
        new(() => new ProtoMessage().Add(NameField, name).Add(FractionField, value).Add(TypeField, FractionType));

    /// <summary>A list of whole numbers, such as the axes of a reduction.</summary>
    public static OnnxAttribute OfList(string name, params long[] values) => new(() =>
    {
        var message = new ProtoMessage().Add(NameField, name);
        Array.ForEach(values, value => message.Add(WholesField, value));
        return message.Add(TypeField, WholesType);
    });

    public ProtoMessage ToMessage() => _message();
}
