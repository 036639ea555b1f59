using Manidala.Gateway.Users;

namespace Manidala.Gateway.Tests.Users;

public sealed class InteractionIdsTests
{
    [Fact]
    public void Derive_TheExampleThatTheGatewaySharesWithTheImporter_HasItsId() =>
        Assert.Equal("4afwQxPGNdLr71T-Zn4dxw", InteractionIds.Derive("ada", "mandala-00042", "like", 1_700_000_000_000));
}
