using Manidala.Silo.Hosting;

return await SiloProcess.RunAsync(args);
