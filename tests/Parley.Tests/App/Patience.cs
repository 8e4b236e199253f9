namespace Parley.Tests.App;

/// <summary>Waits on conditions, and says what for where they never come.</summary>
internal static class Patience
{
    /// <summary>No test measures anything by it: it ends a run that would otherwise hang for ever.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    /// <summary>Waits until something is so, looking again and again.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, Func<string> what)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            if (TimeProvider.System.GetElapsedTime(begun) > Bound) throw InVain(what());

            await Task.Delay(20);
        }
    }

    public static TimeoutException InVain(string what) => new($"Waited {Bound.TotalMinutes:0} minutes, in vain, for {what}");
}
