namespace Manidala.Bench.Load;

/// <summary>A call that never left: all of the driver's connections were busy. It says nothing of the server but that it does not keep up with the rate.</summary>
internal sealed class NotSentException() : TimeoutException("No connection became free in time.");
