using Manidala.Training.Commands;
using Manidala.Training.Progress;

namespace Manidala.Training.Tests.Commands;

/// <summary>Runs the trainer's command line inside the test, against real files and databases.</summary>
internal sealed class CommandLine(HttpMessageHandler? server = null, Func<string, string?>? environment = null, TimeProvider? time = null)
{
    public string Out { get; private set; } = "";

    public string Error { get; private set; } = "";

    public async Task<int> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var http = server is null ? new HttpClient() : new HttpClient(server, disposeHandler: false);
        var services = new CommandServices(
            output, error, SilentProgressReporter.Instance, time ?? TimeProvider.System, environment ?? (_ => null), http);

        int code = await TrainingCommandLine.RunAsync(arguments, services);

        Out = output.ToString();
        Error = error.ToString();
        return code;
    }
}
