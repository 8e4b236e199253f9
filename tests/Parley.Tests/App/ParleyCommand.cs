using System.Diagnostics;

namespace Parley.Tests.App;

/// <summary>The executable, started as an operator starts it.</summary>
internal static class ParleyCommand
{
    public sealed record Result(int Code, string Output, string Error);

    public static async Task<Result> RunAsync(string data, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in (string[])["exec", Path.Combine(AppContext.BaseDirectory, "parley.dll"), .. args, "--data", data])
            start.ArgumentList.Add(arg);

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Result(process.ExitCode, await output, await error);
    }
}
