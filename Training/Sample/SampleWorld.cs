using Manidala.Engine.Catalog;
using Manidala.Engine.Sessions;
using Manidala.Training.Data;

namespace Manidala.Training.Sample;

/// <summary>The whole sample: invented designs and the log of invented users. Nothing in it was done by a person.</summary>
internal sealed record SampleWorld(IReadOnlyList<Item> Items, IReadOnlyList<Interaction> Interactions)
{
    public static SampleWorld Create(SampleOptions options)
    {
        var catalogue = new MandalaCatalogue(options.Items, new SeededRandom(options.Seed));
        return new SampleWorld(catalogue.ToItems(SampleLog.End - SampleLog.Span), new SampleLog(catalogue, options).Simulate());
    }
}
