using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>Beginnings of a sequence, as views of the same memory.</summary>
internal static class UserSequenceSlices
{
    public static UserSequence First(this UserSequence user, int count) => user with
    {
        Items = user.Items[..count],
        Times = user.Times.IsEmpty ? user.Times : user.Times[..count],
        Types = user.Types.IsEmpty ? user.Types : user.Types[..count],
    };
}
