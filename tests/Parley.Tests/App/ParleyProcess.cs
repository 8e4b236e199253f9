using System.Collections.Concurrent;
using System.Diagnostics;

namespace Parley.Tests.App;

/// <summary>Parley as its own process, as an operator starts it.</summary>
internal sealed class ParleyProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ParleyProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public string Output => string.Join('\n', _lines);

    /// <summary>Completes when the server says where it listens; fails with what it said if it ended instead.</summary>
    public Task<Uri> Listening => _listening.Task;

    public static ParleyProcess Serve(string folder, string? database = null) => Start(
        ["serve", "--data", folder, "--urls", "http://127.0.0.1:0", .. database is null ? Array.Empty<string>() : ["--database", database]]);

    /// <summary>Serves at a port that stays the same over restarts, in an environment of the test's own.</summary>
    public static ParleyProcess ServeAt(
        int port, string folder, string? database = null, IReadOnlyDictionary<string, string>? environment = null) => Start(
        ["serve", "--data", folder, "--urls", $"http://127.0.0.1:{port}", .. database is null ? Array.Empty<string>() : ["--database", database]],
        environment);

    /// <summary>Runs a command to its end.</summary>
    public static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => RunWithAsync(null, arguments);

    /// <summary>The same, with something to read from standard input.</summary>
    public static async Task<(int Code, string Output, string Error)> RunWithAsync(string? input, params string[] arguments)
    {
        var start = Prepare(arguments);
        start.RedirectStandardInput = input is not null;
        using var process = Process.Start(start)!;
        if (input is not null)
        {
            await process.StandardInput.WriteLineAsync(input);
            process.StandardInput.Close();
        }

        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    public static ParleyProcess Start(params string[] arguments) => Start(arguments, null);

    private static ParleyProcess Start(string[] arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var process = new Process { StartInfo = Prepare(arguments), EnableRaisingEvents = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) process.StartInfo.Environment[name] = value;
        var parley = new ParleyProcess(process);
        process.OutputDataReceived += (_, e) => parley.Hear(e.Data);
        process.ErrorDataReceived += (_, e) => parley.Hear(e.Data);
        process.Exited += (_, _) => parley._listening.TrySetException(new InvalidOperationException("It ended: " + parley.Output));
        _ = process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return parley;
    }

    /// <summary>kill -9</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as an operating system does, and waits until it has; the exit code.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>Sends it a signal: TERM, STOP, CONT.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill") { UseShellExecute = false }
            .With(["-" + signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))!;
        await kill.WaitForExitAsync();
    }

    /// <summary>Holds it still until it is told to go on: what it has asked of the machine is done, and nothing more is asked.</summary>
    public async Task PauseAsync()
    {
        await SignalAsync("STOP");
        while (!Directory.GetDirectories($"/proc/{_process.Id}/task").All(IsStopped)) await Task.Delay(5);

        // After the name, which is in brackets and may hold any character, stands one letter.
        static bool IsStopped(string thread) => File.ReadAllText(Path.Combine(thread, "stat")).Split(") ")[^1][0] == 'T';
    }

    public Task GoOnAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _ = _listening.Task.Exception;
        _process.Dispose();
    }

    private static ProcessStartInfo Prepare(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PARLEY_LIMITS"] = "off", ["PARLEY_PROOF_OF_WORK"] = "off" },
        };
        return start.With([Path.Combine(AppContext.BaseDirectory, "parley.dll"), .. arguments]);
    }

    private void Hear(string? line)
    {
        if (line is null) return;

        _lines.Enqueue(line);
        const string Marker = " listens on ";
        var at = line.IndexOf(Marker, StringComparison.Ordinal);
        if (at >= 0) _ = _listening.TrySetResult(new Uri(line[(at + Marker.Length)..]));
    }
}
