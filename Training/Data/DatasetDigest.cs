using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Manidala.Training.Data;

/// <summary>Tells data sets apart by all that training sees of them. Users' ids are not among it.</summary>
internal static class DatasetDigest
{
    private const int Digits = 32;

    public static string Of(Dataset dataset)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string id in dataset.ItemIds)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(id.Length.ToString(CultureInfo.InvariantCulture) + ":" + id));
        }

        foreach (UserSequence user in dataset.Users)
        {
            Span<int> lengths = [user.Items.Length, user.Times.Length, user.Types.Length, user.Negatives.Length];
            hash.AppendData(MemoryMarshal.AsBytes(lengths));
            hash.AppendData(MemoryMarshal.AsBytes(user.Items.Span));
            hash.AppendData(MemoryMarshal.AsBytes(user.Times.Span));
            hash.AppendData(user.Types.Span);
            hash.AppendData(MemoryMarshal.AsBytes(user.Negatives.Span));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..Digits];
    }
}
