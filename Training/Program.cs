using Manidala.Training.Commands;

return await TrainingCommandLine.RunAsync(args, CommandServices.ForProcess()).ConfigureAwait(false);
