namespace Manidala.Training.Export;

/// <summary>A setting of an ONNX node: a whole number, a list of one, or a fraction.</summary>
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

    /// <summary>A list of one whole number, as reductions take their axis.</summary>
    public static OnnxAttribute OfList(string name, long value) =>
        new(() => new ProtoMessage().Add(NameField, name).Add(WholesField, value).Add(TypeField, WholesType));

    public ProtoMessage ToMessage() => _message();
}
