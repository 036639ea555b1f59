using System.Runtime.InteropServices;
using Manidala.Engine.Catalog;

namespace Manidala.Training.Data;

/// <summary>One attribute of all items, filled row by row.</summary>
internal sealed class ItemFeatureColumn(ItemFeatureAttribute attribute, int rows)
{
    private readonly List<int> _ids = [];
    private readonly int[] _offsets = new int[rows + 1];
    private readonly float[] _values = new float[checked(rows * attribute.Width)];
    private readonly float[] _presence = new float[rows];
    private int _row;

    public ReadOnlySpan<int> Ids => CollectionsMarshal.AsSpan(_ids);

    public ReadOnlySpan<int> Offsets => _offsets;

    public ReadOnlySpan<float> Values => _values;

    public ReadOnlySpan<float> Presence => _presence;

    public void Add(ReadOnlySpan<int> ids, ReadOnlySpan<float> values, bool isPresent)
    {
        _ids.AddRange(ids);
        values.CopyTo(_values.AsSpan(_row * attribute.Width));
        _presence[_row] = isPresent ? 1 : 0;
        _offsets[++_row] = _ids.Count;
    }
}
