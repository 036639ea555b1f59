using Manidala.Training.Native;
using TorchSharp;

namespace Manidala.Training.Tests.Native;

[Collection(TorchCollection.Name)]
public sealed class TorchLibraryTests
{
    [Fact]
    public void EnsureLoaded_CalledTwice_TorchComputes()
    {
        TorchLibrary.EnsureLoaded();
        TorchLibrary.EnsureLoaded();

        using var scope = torch.NewDisposeScope();
        var product = torch.ones(2, 3).matmul(torch.ones(3, 2));

        Assert.Equal([3f, 3f, 3f, 3f], product.data<float>().ToArray());
    }
}
