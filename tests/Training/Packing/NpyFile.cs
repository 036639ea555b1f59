using System.Runtime.InteropServices;
using System.Text;

namespace Manidala.Training.Tests.Packing;

/// <summary>Writes .npy files as numpy.save does, and such as it never would.</summary>
internal static class NpyFile
{
    public static string Write(string path, float[] values, params int[] shape) =>
        Write(path, MemoryMarshal.AsBytes<float>(values).ToArray(), "<f4", $"({string.Join(", ", shape)},)");

    public static string Write(string path, byte[] numbers, string type, string shape, bool isFortran = false, byte version = 1) =>
        WriteHeader(path, $"{{'descr': '{type}', 'fortran_order': {(isFortran ? "True" : "False")}, 'shape': {shape}, }}", numbers, version);

    public static string WriteHeader(string path, string header, byte[] numbers, byte version = 1)
    {
        // Padded, so that the numbers begin at a multiple of 64.
        int lengthBytes = version == 1 ? 2 : 4;
        int unpadded = 8 + lengthBytes + header.Length + 1;
        byte[] text = Encoding.UTF8.GetBytes(header.PadRight(header.Length + ((64 - (unpadded % 64)) % 64)) + "\n");
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes((uint)text.Length);
        File.WriteAllBytes(path, [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. numbers]);
        return path;
    }
}
