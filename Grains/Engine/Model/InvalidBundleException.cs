namespace Manidala.Engine.Model;

/// <summary>A bundle was refused; the message names the file, what was found and what was expected.</summary>
public sealed class InvalidBundleException : Exception
{
    public InvalidBundleException()
    {
    }

    public InvalidBundleException(string message)
        : base(message)
    {
    }

    public InvalidBundleException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
