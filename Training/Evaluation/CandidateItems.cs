using Manidala.Engine.Model;
using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>
/// One table of items for a model and a data set: the model's rows first, in the model's order, so that equal scores are ordered as the server orders
/// them; then items that the model has never heard of.
/// </summary>
internal sealed class CandidateItems
{
    private readonly ItemRows _rows = new();

    public CandidateItems(LoadedModel model)
    {
        for (int row = 0; row < model.ItemCount; row++)
        {
            _rows.RowOf(model.ItemId(row));
        }
    }

    /// <summary>The same data in this table's rows; items that are new to the table are added to it.</summary>
    public Dataset Align(Dataset dataset)
    {
        int[] rows = [.. dataset.ItemIds.Select(_rows.RowOf)];
        bool isSame = rows.Index().All(pair => pair.Index == pair.Item);
        return isSame
            ? dataset with { ItemIds = _rows.Ids }
            : dataset with { ItemIds = _rows.Ids, Users = [.. dataset.Users.Select(user => user with { Items = Map(user.Items.Span, rows) })] };
    }

    private static int[] Map(ReadOnlySpan<int> items, int[] rows)
    {
        int[] mapped = new int[items.Length];
        for (int place = 0; place < mapped.Length; place++)
        {
            mapped[place] = rows[items[place]];
        }

        return mapped;
    }
}
