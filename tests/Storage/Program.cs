using Manidala.Storage.Tests.Journal;
using Xunit.Runner.InProc.SystemConsole;

return args is [DoomedWriter.Argument, ..] ? await DoomedWriter.RunAsync(args[1..]) : await ConsoleRunner.Run(args);
