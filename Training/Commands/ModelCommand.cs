using System.CommandLine;

namespace Manidala.Training.Commands;

/// <summary><c>model</c>: what can be done with a bundle's folder.</summary>
internal static class ModelCommand
{
    public static Command Build(CommandServices services, CommandRunner runner) => new("model", "Works on the folders of model bundles.")
    {
        ModelPackCommand.Build(services, runner),
        ModelConvertCommand.Build(services, runner),
        ModelRetrievalGraphCommand.Build(services, runner),
    };
}
