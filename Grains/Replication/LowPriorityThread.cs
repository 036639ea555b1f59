using System.Runtime.InteropServices;

namespace Manidala.Grains.Replication;

/// <summary>Runs long computations that must not take the processor from those who wait for an answer.</summary>
internal static partial class LowPriorityThread
{
    private const int PriorityOfProcess = 0;
    private const int CallingThread = 0;
    private const int Nice = 5;

    /// <summary>Runs the work on a thread of its own; the task ends, or fails, with it.</summary>
    public static Task RunAsync(string name, Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Run(work, done)) { IsBackground = true, Name = name, Priority = ThreadPriority.Lowest }.Start();
        return done.Task;
    }

    private static void Run(Action work, TaskCompletionSource done)
    {
        if (OperatingSystem.IsLinux())
        {
            // .NET leaves priorities alone on Linux, where every thread has a nice value of its own. One that cannot be set is no harm.
            _ = SetPriority(PriorityOfProcess, CallingThread, Nice);
        }

        try
        {
            work();
            done.SetResult();
        }
        catch (Exception failure)
        {
            done.SetException(failure);
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int value);
}
