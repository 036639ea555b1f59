using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>The users that a test ranks for, by their numbers in the data set, and those that it cannot.</summary>
/// <param name="TooShort">Users without enough items to hold one back.</param>
/// <param name="TargetSeen">Users whose last item stands in their history already: a list without seen items can never show it.</param>
internal sealed record HeldOutUsers(IReadOnlyList<int> Users, int TooShort, int TargetSeen)
{
    /// <param name="most">Most users to rank for, evenly spread over the data set; null for all.</param>
    public static HeldOutUsers Choose(Dataset dataset, int? most)
    {
        var users = new List<int>();
        int tooShort = 0;
        int targetSeen = 0;
        for (int number = 0; number < dataset.Users.Count; number++)
        {
            UserSequence user = dataset.Users[number];
            if (!LeaveOneOut.IsHeldOut(user))
            {
                tooShort++;
            }
            else if (LeaveOneOut.TestHistory(user).Contains(LeaveOneOut.TestTarget(user)))
            {
                targetSeen++;
            }
            else
            {
                users.Add(number);
            }
        }

        return new HeldOutUsers(EvenSpread.Choose(users, most), tooShort, targetSeen);
    }
}
