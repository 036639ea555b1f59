namespace Manidala.Deploy.Tests.Observe;

[CollectionDefinition(Name)]
public sealed class ObservedCollection : ICollectionFixture<ObservedCluster>
{
    public const string Name = "observed";
}
