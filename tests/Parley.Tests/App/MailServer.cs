using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Parley.Tests.App;

/// <summary>A real mail server of the test's own, in whatever mood the test wants.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly List<ReceivedLetter> _letters = [];
    private readonly List<string> _recipients = [];
    private readonly TaskCompletionSource<int> _port = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _mood = "take";

    private MailServer(Process process) => _process = process;

    public int Port { get; private set; }

    /// <summary>What PARLEY_SMTP is to say.</summary>
    public string Url => $"smtp://127.0.0.1:{Port}";

    public MailSettings Settings => MailSettings.Read(Url, "The Times of Testing <talk@times.example>")!;

    /// <summary>The letters that arrived, first to last.</summary>
    public IReadOnlyList<ReceivedLetter> Letters
    {
        get { lock (_lock) return [.. _letters]; }
    }

    /// <summary>Every address that a letter was offered for.</summary>
    public IReadOnlyList<string> Recipients
    {
        get { lock (_lock) return [.. _recipients]; }
    }

    /// <param name="arguments">None, or what smtp_server.py needs for TLS.</param>
    public static async Task<MailServer> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/python3")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = new Process { StartInfo = start.With([Path.Combine(Repository.Root, "tests/Parley.Tests/Notifications/smtp_server.py"), .. arguments]) };
        var server = new MailServer(process);
        var said = new System.Text.StringBuilder();
        process.OutputDataReceived += (_, e) => server.Hear(e.Data);
        process.ErrorDataReceived += (_, e) => said.AppendLine(e.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => server._port.TrySetException(new InvalidOperationException("The mail server ended: " + said));
        _ = process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        server.Port = await server._port.Task;
        return server;
    }

    /// <summary>Changes its mood (see smtp_server.py), and is answered when it has changed.</summary>
    public async Task BeAsync(string mood)
    {
        await _process.StandardInput.WriteLineAsync(mood);
        await _process.StandardInput.FlushAsync();
        await UntilAsync(() => _mood == mood);
    }

    /// <summary>Waits until something is so; looks whenever the server says something, and now and then.</summary>
    public async Task UntilAsync(Func<bool> isSo, [CallerArgumentExpression(nameof(isSo))] string what = "")
    {
        var silentSince = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Task heard;
            lock (_lock)
            {
                if (isSo()) return;

                heard = _heard.Task;
            }

            if (await Task.WhenAny(heard, Task.Delay(100)) == heard) silentSince = TimeProvider.System.GetTimestamp();
            else if (TimeProvider.System.GetElapsedTime(silentSince) > Patience.Bound)
                throw Patience.InVain($"{what}; the mail server had {Letters.Count} letters by then and said nothing more");
        }
    }

    /// <summary>Waits for so many letters.</summary>
    public async Task<IReadOnlyList<ReceivedLetter>> LettersAsync(int count)
    {
        await UntilAsync(() => _letters.Count >= count, $"{count} letters");
        return Letters;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _ = _port.Task.Exception;
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null) return;

        using var json = JsonDocument.Parse(line);
        var what = json.RootElement;
        lock (_lock)
        {
            switch (what.GetProperty("event").GetString())
            {
                case "listening":
                    _ = _port.TrySetResult(what.GetProperty("port").GetInt32());
                    break;
                case "mood":
                    _mood = what.GetProperty("mood").GetString()!;
                    break;
                case "rcpt":
                    _recipients.Add(what.GetProperty("to").GetString()!);
                    break;
                case "letter":
                    _letters.Add(ReceivedLetter.Read(
                        [.. what.GetProperty("to").EnumerateArray().Select(t => t.GetString()!)], what.GetProperty("text").GetString()!));
                    break;
            }

            (var heard, _heard) = (_heard, new(TaskCreationOptions.RunContinuationsAsynchronously));
            heard.SetResult();
        }
    }
}
