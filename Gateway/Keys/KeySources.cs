using Microsoft.Extensions.Options;

namespace Manidala.Gateway.Keys;

/// <summary>Where keys are configured, and what stands there now. Thread-safe.</summary>
internal sealed class KeySources
{
    private const string PlainKeys = "API_KEY";
    private const long MaxFileBytes = 1 << 20;

    private readonly KeyOptions _options;
    private readonly ApiKey[] _fixed;

    public KeySources(IConfiguration configuration, IOptions<KeyOptions> options)
    {
        _options = options.Value;
        _fixed = [.. Plain(configuration[PlainKeys]), .. Entries()];
    }

    /// <summary>Whether anything names keys, even if there are none at the moment.</summary>
    public bool AreConfigured => _fixed.Length > 0 || HaveFiles;

    /// <summary>Whether keys can change while the process runs.</summary>
    public bool HaveFiles => _options.Files.Count > 0 || _options.Folder.Length > 0;

    /// <summary>Everything that is configured; throws where a part of it cannot be read or is no key.</summary>
    public KeyRing Read() => new([.. _fixed, .. _options.Files.Concat(FolderFiles()).SelectMany(Lines)]);

    private static IEnumerable<ApiKey> Plain(string? list)
    {
        string[] keys = (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (keys.Length == 0 && !string.IsNullOrEmpty(list))
        {
            // Who sets it means to close the API: an open one would be the worst reading of a slip.
            throw new KeySettingException($"{PlainKeys} is set and holds no key", "one key, or several between commas");
        }

        if (keys.Any(key => key.Length > ApiKey.MaxLength))
        {
            throw new KeySettingException($"{PlainKeys} holds a key that is too long", $"keys of at most {ApiKey.MaxLength} characters");
        }

        return keys.Select(key =>
        {
            byte[] digest = new byte[ApiKey.DigestBytes];
            ApiKey.Hash(key, digest);
            return new ApiKey(digest, Roles.All);
        });
    }

    private IEnumerable<ApiKey> Entries() => _options.Entries.Select((line, index) =>
        KeyLine.Parse(line, $"{KeyOptions.Section}:{nameof(KeyOptions.Entries)}:{index}")).OfType<ApiKey>();

    // A mounted secret keeps its versions in folders whose names begin with two dots, and its files lead there.
    private string[] FolderFiles()
    {
        if (_options.Folder.Length == 0)
        {
            return [];
        }

        try
        {
            return [.. Directory.GetFiles(_options.Folder).Where(file => !Path.GetFileName(file).StartsWith('.')).Order(StringComparer.Ordinal)];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new KeySettingException(
                $"{KeyOptions.Section}:{nameof(KeyOptions.Folder)} cannot be read: {unreadable.Message}", "a folder of files with keys", unreadable);
        }
    }

    private static IEnumerable<ApiKey> Lines(string file)
    {
        try
        {
            if (new FileInfo(file).Length > MaxFileBytes)
            {
                throw new KeySettingException($"The file of keys {file} is too large", $"{MaxFileBytes} bytes");
            }

            return File.ReadAllLines(file).Select((line, index) => KeyLine.Parse(line, $"Line {index + 1} of {file}")).OfType<ApiKey>().ToArray();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new KeySettingException($"The file of keys {file} cannot be read: {unreadable.Message}", "a file with a key a line", unreadable);
        }
    }
}
