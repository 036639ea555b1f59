using System.Text.Json.Serialization;

namespace Manidala.Engine.Model;

/// <summary>How a bundle's JSON is read and written.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true, NewLine = "\n", RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(BundleManifest))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class BundleJson : JsonSerializerContext;
