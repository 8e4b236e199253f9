namespace Parley.Jobs;

/// <summary>Does one job. It may be done again after it was done: a process can end between the deed and its record.</summary>
/// <returns>Null when it is done; a moment when it wants to be done again then, which is no failure.</returns>
internal delegate Task<DateTimeOffset?> Work(JobRun run, CancellationToken cancellation);

/// <summary>A job as it is done: what it is about, and what it may use.</summary>
/// <param name="Services">Services of this run alone, <c>ParleyContext</c> among them.</param>
/// <param name="IsLast">Whether it is given up if it fails this time.</param>
internal sealed record JobRun(IServiceProvider Services, string Subject, DateTimeOffset Now, bool IsLast);
