namespace Manidala.Bench.Load;

/// <summary>
/// What is sent and when, as a function of the operation's number alone: two runs with one seed ask the same, whatever the server does.
/// </summary>
internal sealed class LoadPlan(LoadRequest request, LoadMix mix, double rate)
{
    private const double Exponent = 1;
    private readonly Zipf _users = new(request.Users, request.UserExponent);

    /// <summary>Even arrivals: operation n is due n / rate seconds after the start, however many are still under way.</summary>
    public TimeSpan DueAt(long number) => TimeSpan.FromSeconds(number / rate);

    public LoadKind KindOf(long number) => mix.At(Draw(number, 0));

    public int UserOf(long number, int place = 0) => _users.At(Draw(number, 1 + (2 * place)));

    /// <param name="items">How many there are.</param>
    public int ItemOf(long number, int items, int place = 0) => new Zipf(items, Exponent).At(Draw(number, 2 + (2 * place)));

    /// <summary>From 0 to below 1: where in a span of time the attempt after this one is made, so that callers who were refused together do not come back together.</summary>
    /// <param name="attempt">From 1 on.</param>
    public double SpreadOf(long number, int attempt) => Draw(number, -attempt);

    /// <summary>From 0 to below 1, by SplitMix64's finaliser over seed, number and purpose.</summary>
    private double Draw(long number, int purpose)
    {
        ulong x = ((ulong)request.Seed * 0x9E3779B97F4A7C15) + ((ulong)number * 0xBF58476D1CE4E5B9) + ((ulong)purpose * 0x94D049BB133111EB);
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return ((x ^ (x >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
