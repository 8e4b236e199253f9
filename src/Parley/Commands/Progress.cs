using System.Globalization;

namespace Parley.Commands;

/// <summary>How far long work is: on a terminal one line that keeps up, elsewhere a line for every tenth.</summary>
internal sealed class Progress(string what) : IDisposable
{
    // Less is done before anybody wonders.
    private const long Long = 20_000;

    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private long _shown;
    private bool _isOpen;

    public void Tell(long done, long all)
    {
        if (all < Long) return;

        var percent = 100 * done / all;
        if (percent < _shown + (_isTerminal ? 1 : 10)) return;

        _shown = percent;
        var line = string.Create(CultureInfo.InvariantCulture, $"{percent} %, {done:N0} of {all:N0} {what}");
        _isOpen = _isTerminal;
        if (_isTerminal) Terminal.Overwrite(line);
        else Terminal.Complain(line);
    }

    public void End()
    {
        if (_isOpen) Terminal.Complain("");
        _isOpen = false;
    }

    /// <summary>Leaves the terminal on a line of its own, also where the work failed.</summary>
    public void Dispose() => End();
}
