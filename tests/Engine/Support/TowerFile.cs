namespace Manidala.Engine.Tests.Support;

/// <summary>
/// A query tower in the shape of TensorFlow Recommenders: a look-up of the user's id, a table of users, and features beside it.
/// query = user table[look-up] + 0.5·age + 0.01·count + 0.1·gap + country table[look-up] in every place.
/// </summary>
internal sealed class TowerFile(int dimension, params string[] users)
{
    private static readonly string[] Countries = ["de", "fr"];

    /// <summary>Takes the id as a number instead of text: the look-up keeps 0 for unknown ones.</summary>
    public bool TakesNumbers { get; init; }

    /// <summary>Whether numbers beyond the table are looked up as unknown, instead of failing the batch.</summary>
    public bool IsOpenToAll { get; init; } = true;

    public byte[] ToOnnx()
    {
        var model = new OnnxModelWriter()
            .Input("user_id", TakesNumbers ? OnnxModelWriter.Int64 : OnnxModelWriter.Text, -1)
            .Input("age", OnnxModelWriter.Float, -1, 1)
            .Input("country", OnnxModelWriter.Text, -1)
            .Input("interactions", OnnxModelWriter.Float, -1, 1)
            .Input("gap", OnnxModelWriter.Float, -1, 1);
        if (TakesNumbers)
        {
            model.Constant("users_and_unknown", [users.Length + 1L], 1).Constant("below_zero", [-1L], 1)
                .Node("Less", "user_id users_and_unknown", "is_small")
                .Node("Greater", "user_id below_zero", "is_positive")
                .Node("And", IsOpenToAll ? "is_small is_positive" : "is_positive is_positive", "is_known")
                .Node("Cast", "is_known", "known", OnnxModelWriter.Whole("to", OnnxModelWriter.Int64))
                .Node("Mul", "user_id known", "user");
        }
        else
        {
            model.Node(
                "LabelEncoder",
                "user_id",
                "user",
                OnnxModelWriter.Texts("keys_strings", users),
                OnnxModelWriter.Wholes("values_int64s", [.. Enumerable.Range(1, users.Length).Select(place => (long)place)]),
                OnnxModelWriter.Whole("default_int64", 0));
        }

        float[] table = [.. Enumerable.Range(0, users.Length + 1).SelectMany(UserVector)];
        return model
            .Constant("users", table, users.Length + 1, dimension)
            .Node("Gather", "users user", "of_user")
            .Node(
                "LabelEncoder",
                "country",
                "country_place",
                OnnxModelWriter.Texts("keys_strings", Countries),
                OnnxModelWriter.Wholes("values_int64s", 1, 2),
                OnnxModelWriter.Whole("default_int64", 0))
            .Constant("countries", [0f, 1f, 2f], 3, 1)
            .Node("Gather", "countries country_place", "of_country")
            .Constant("age_weight", [0.5f], 1).Node("Mul", "age age_weight", "of_age")
            .Constant("count_weight", [0.01f], 1).Node("Mul", "interactions count_weight", "of_count")
            .Constant("gap_weight", [0.1f], 1).Node("Mul", "gap gap_weight", "of_gap")
            .Node("Add", "of_user of_country", "sum_1")
            .Node("Add", "sum_1 of_age", "sum_2")
            .Node("Add", "sum_2 of_count", "sum_3")
            .Node("Add", "sum_3 of_gap", "user_embedding")
            .Output("user_embedding", -1, dimension)
            .ToArray();
    }

    /// <summary>The query by plain loops.</summary>
    public float[] Query(string userId, float age, string country, int count, float gap)
    {
        int user = TakesNumbers ? int.TryParse(userId, out int number) ? number : 0 : Array.IndexOf(users, userId) + 1;
        float rest = (0.5f * age) + Array.IndexOf(Countries, country) + 1 + (0.01f * count) + (0.1f * gap);
        return [.. UserVector(user).Select(value => value + rest)];
    }

    private float[] UserVector(int user) => [.. Enumerable.Range(0, dimension).Select(at => MathF.Sin((user * 3) + at))];
}
