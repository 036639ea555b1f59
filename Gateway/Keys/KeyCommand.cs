using System.Buffers.Text;
using System.CommandLine;
using System.Security.Cryptography;

namespace Manidala.Gateway.Keys;

/// <summary><c>key new</c> and <c>key hash</c>: makes keys, and the lines that configuration and files have of them.</summary>
internal static class KeyCommand
{
    private const int SecretBytes = 32;

    // So that scanners for secrets that were committed by mistake can tell it.
    private const string Mark = "mk_";

    public static RootCommand Create(TextReader input)
    {
        var role = new Option<string[]>("--role")
        {
            Description = $"What the key may do: {RoleNames.Allowed}; several with commas, or given several times.",
            HelpName = "ROLE",
            Required = true,
        };
        role.Validators.Add(result =>
        {
            if (RoleNames.Parse(Joined(result.GetValueOrDefault<string[]>())) is null)
            {
                result.AddError($"--role is \"{Joined(result.GetValueOrDefault<string[]>())}\"; allowed: {RoleNames.Allowed}.");
            }
        });

        var make = new Command("new", "Makes a key, and prints it and its line. The key is kept nowhere.") { role };
        make.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            string key = Mark + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
            output.WriteLine($"key:  {key}");
            output.WriteLine($"line: {LineOf(key, parsed.GetRequiredValue(role))}");
        });

        var hash = new Command("hash", "Prints the line of a key that is read from the input.") { role };
        hash.SetAction(parsed =>
        {
            string key = (input.ReadLine() ?? "").Trim();
            if (key.Length is 0 or > ApiKey.MaxLength)
            {
                parsed.InvocationConfiguration.Error.WriteLine($"manidala: the key has {key.Length} characters; allowed: 1 to {ApiKey.MaxLength}.");
                return 2;
            }

            parsed.InvocationConfiguration.Output.WriteLine(LineOf(key, parsed.GetRequiredValue(role)));
            return 0;
        });
        return new RootCommand("Keys for the API: a line goes into Keys:Entries, or into a file of Keys:Files or Keys:Folder.")
        {
            new Command("key", "Makes keys and the lines by which servers know them.") { make, hash },
        };
    }

    private static string LineOf(string key, string[] roles)
    {
        byte[] digest = new byte[ApiKey.DigestBytes];
        ApiKey.Hash(key, digest);
        return KeyLine.Format(new(digest, RoleNames.Parse(Joined(roles))!.Value));
    }

    private static string Joined(string[]? roles) => string.Join(',', roles ?? []);
}
