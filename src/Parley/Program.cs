return await Parley.Commands.CommandLine.RunAsync(args, CancellationToken.None);
