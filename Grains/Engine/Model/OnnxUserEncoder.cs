using System.Globalization;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Manidala.Engine.Model;

/// <summary>The query tower of two towers: who the user is, what they did last, and constants for all else.</summary>
internal sealed class OnnxUserEncoder : PackedEncoder
{
    private const int BytesOfFeature = 2 * UserState.MaxIdLength;

    private static readonly TensorElementType[] Numbers =
        [TensorElementType.Float, TensorElementType.Double, TensorElementType.Int64, TensorElementType.Int32];

    private static readonly TensorElementType[] Ids = [TensorElementType.String, TensorElementType.Int64];

    private readonly IReadOnlyList<string> _itemIds;
    private readonly long _firstItem;
    private readonly TensorPort? _userId;
    private readonly TensorPort? _lastItem;
    private readonly TensorPort? _type;
    private readonly TensorPort? _gap;
    private readonly TensorPort? _count;

    /// <exception cref="InvalidBundleException">The file is not one of this contract.</exception>
    public OnnxUserEncoder(OnnxFile file, EncoderContract contract, IReadOnlyList<string> itemIds, int dimension)
        : base(file, contract.StateSize, dimension, BytesOfUser(contract))
    {
        _itemIds = itemIds;
        _firstItem = contract.FirstItem ?? 0;
        string query = contract.OutputOf(EncoderRoles.Query);
        IReadOnlyDictionary<string, string> constants = contract.Constants ?? new Dictionary<string, string>();
        file.RequireNames(
            [.. EncoderRoles.InputsOf(EncoderContract.User).Select(contract.InputOf).OfType<string>(), .. constants.Keys], [query]);
        _userId = Optional(EncoderRoles.UserId, Ids);
        _lastItem = Optional(EncoderRoles.LastItem, Ids);
        _type = Optional(EncoderRoles.Type, Numbers);
        _gap = Optional(EncoderRoles.Gap, Numbers);
        _count = Optional(EncoderRoles.Count, Numbers);
        foreach ((string name, string value) in constants)
        {
            WriteConstant(file.Input(name, MaxBatch, [.. Numbers, TensorElementType.String]), value);
        }

        Complete(query);

        TensorPort? Optional(string role, TensorElementType[] allowed) =>
            contract.InputOf(role) is { } name ? file.Input(name, MaxBatch, allowed) : null;
    }

    public override float[] NewState(string userId)
    {
        float[] state = base.NewState(userId);
        UserState.Begin(state, userId);
        return state;
    }

    protected override void Append(Span<float> state, in StepInput input) => UserState.Append(state, input);

    protected override void Fill(int user, ReadOnlySpan<float> state)
    {
        StepInput last = UserState.LastOf(state);
        FillUserId(user, state);
        FillLastItem(user, last.Row);
        _type?.Write(user, last.Type);
        _gap?.Write(user, last.Gap);
        _count?.Write(user, UserState.CountOf(state));
    }

    private static int BytesOfUser(EncoderContract contract) => BytesOfFeature * ((contract.Inputs?.Count ?? 0) + (contract.Constants?.Count ?? 0));

    private void FillUserId(int user, ReadOnlySpan<float> state)
    {
        if (_userId is TextPort text)
        {
            text.SetLength(user, UserState.ReadId(state, text.TextOf(user)));
        }
        else if (_userId is NumberPort<long> number)
        {
            Span<char> id = stackalloc char[UserState.MaxIdLength];
            int length = UserState.ReadId(state, id);

            // An id that spells no number is one that the tower was not trained with: 0 is what look-ups keep for those.
            bool isNumber = long.TryParse(id[..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value);
            number.Values[user] = isNumber ? value : 0;
        }
    }

    private void FillLastItem(int user, int row)
    {
        if (_lastItem is TextPort text)
        {
            text.Write(user, row < 0 ? "" : _itemIds[row]);
        }
        else
        {
            _lastItem?.Write(user, row < 0 ? -1 : row + _firstItem);
        }
    }

    private void WriteConstant(TensorPort port, string value)
    {
        double number = 0;
        if (port is not TextPort && !(double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number)))
        {
            throw new InvalidBundleException(
                $"{BundleFiles.Manifest}: found the constant '{value}' for {port.Name}; expected a number, as {BundleFiles.EncoderOnnx} takes one there.");
        }

        if (value.Length > UserState.MaxIdLength)
        {
            throw new InvalidBundleException(
                $"{BundleFiles.Manifest}: found a constant of {value.Length} characters for {port.Name}; expected at most {UserState.MaxIdLength}.");
        }

        for (int user = 0; user < MaxBatch; user++)
        {
            if (port is TextPort text)
            {
                text.Write(user, value);
            }
            else
            {
                port.Write(user, number);
            }
        }
    }
}
