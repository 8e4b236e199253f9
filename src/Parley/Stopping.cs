using System.Runtime.InteropServices;

namespace Parley;

/// <summary>How the server ends: first it says that it is not ready, then it finishes what it began, then it goes.</summary>
/// <remarks>
/// Whoever distributes requests asks now and then whether this node is ready; until they have heard the no, they still
/// send some, and those must be answered. A person at a terminal waits for nobody.
/// </remarks>
internal sealed class Stopping(Settings settings, TimeProvider clock, IHostApplicationLifetime application) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _signals = [];
    private int _isStopping;

    /// <summary>Whether the end has begun: nothing new should be sent here.</summary>
    public bool HasBegun => Volatile.Read(ref _isStopping) == 1;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Begin(signal, settings.Drain)));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Begin(signal, TimeSpan.Zero)));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGQUIT, signal => Begin(signal, TimeSpan.Zero)));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _signals.ForEach(s => s.Dispose());

    private void Begin(PosixSignalContext signal, TimeSpan drain)
    {
        signal.Cancel = true;
        // A second signal is for the impatient.
        if (Interlocked.Exchange(ref _isStopping, 1) == 1) application.StopApplication();
        else _ = EndAsync(drain);
    }

    private async Task EndAsync(TimeSpan drain)
    {
        // The impatient end the wait.
        await Task.Delay(drain, clock, application.ApplicationStopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        application.StopApplication();
    }
}
