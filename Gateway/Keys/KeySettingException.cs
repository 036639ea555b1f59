namespace Manidala.Gateway.Keys;

/// <summary>Keys are configured in a way that cannot be followed.</summary>
internal sealed class KeySettingException(string found, string allowed, Exception? inner = null)
    : InvalidOperationException($"{found}; allowed: {allowed}.", inner);
