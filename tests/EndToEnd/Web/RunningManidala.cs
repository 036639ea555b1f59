namespace Manidala.EndToEnd.Tests.Web;

/// <summary>The server that the page is driven against.</summary>
public sealed class RunningManidala
{
    private const string AddressVariable = "MANIDALA_URL";

    /// <summary>Address of its page; skips the test, visibly, where none runs.</summary>
    public Task<Uri> AddressAsync()
    {
        string? address = Environment.GetEnvironmentVariable(AddressVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(address), $"{AddressVariable} names no running server");
        return Task.FromResult(new Uri(address!.TrimEnd('/') + "/"));
    }
}
