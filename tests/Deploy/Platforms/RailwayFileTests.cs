using System.Globalization;
using Manidala.Deploy.Tests.Support;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.Deploy.Tests.Platforms;

/// <summary>railway.toml says what Railway's configuration as code knows, and of this repository.</summary>
public sealed class RailwayFileTests
{
    [Fact]
    public void Settings_AreThoseOfAServiceThatIsBuiltFromTheDockerfile() => Assert.Equal(
        new Dictionary<string, string>
        {
            ["build.builder"] = "\"DOCKERFILE\"",
            ["build.dockerfilePath"] = "\"Dockerfile\"",
            ["deploy.healthcheckPath"] = "\"/health\"",
            ["deploy.healthcheckTimeout"] = "300",
            ["deploy.restartPolicyType"] = "\"ON_FAILURE\"",
            ["deploy.restartPolicyMaxRetries"] = "10",
        },
        Read());

    [Fact]
    public void Dockerfile_ItsHealthAndItsLastTarget_AreThere()
    {
        Dictionary<string, string> settings = Read();

        Assert.True(File.Exists(Path.Combine(Programs.Root, settings["build.dockerfilePath"].Trim('"'))));
        Assert.Equal("all-in-one", ContainerFile.Read().Stages[^1].Name);
        Assert.True(int.Parse(settings["deploy.healthcheckTimeout"], CultureInfo.InvariantCulture) > 60);
    }

    // The part of TOML that the file uses: tables, and a value a line.
    private static Dictionary<string, string> Read()
    {
        var settings = new Dictionary<string, string>();
        string table = "";
        foreach (string line in File.ReadLines(Path.Combine(Programs.Root, "railway.toml")).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] == '[')
            {
                table = line.Trim('[', ']');
                continue;
            }

            string[] sides = line.Split(" = ", 2);
            settings.Add($"{table}.{sides[0]}", sides[1]);
        }

        return settings;
    }
}
