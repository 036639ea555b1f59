namespace Manidala.EndToEnd.Tests.Web;

/// <summary>One browser and one server for all tests of the page, which run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class WebCollection : ICollectionFixture<Chromium>, ICollectionFixture<RunningManidala>
{
    public const string Name = "Web";
}
