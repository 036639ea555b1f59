namespace Manidala.Training.Export;

/// <summary>A setting of an ONNX node: a whole number or a fraction.</summary>
internal readonly record struct OnnxAttribute(string Name, long? Whole, float Fraction)
{
    private const int NameField = 1;
    private const int FractionField = 2;
    private const int WholeField = 3;
    private const int TypeField = 20;
    private const long FractionType = 1;
    private const long WholeType = 2;

    public static OnnxAttribute Of(string name, long value) => new(name, value, 0);

    public static OnnxAttribute Of(string name, float value) => new(name, null, value);

    public ProtoMessage ToMessage() => Whole is { } whole
        ? new ProtoMessage().Add(NameField, Name).Add(WholeField, whole).Add(TypeField, WholeType)
        : new ProtoMessage().Add(NameField, Name).Add(FractionField, Fraction).Add(TypeField, FractionType);
}
