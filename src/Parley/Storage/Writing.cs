using Microsoft.EntityFrameworkCore;
using Parley.Live;

namespace Parley.Storage;

/// <summary>How this process writes. What <see cref="DoAsync"/> answers is durable: it survives kill -9 and a power cut.</summary>
internal abstract class Writing
{
    /// <summary>How many acts may wait for their turn; beyond, it is better to say so at once than to answer late.</summary>
    protected const int MostWaiting = 1024;

    /// <summary>Tells that a committed act has added jobs, so that they need not wait to be found.</summary>
    public event EventHandler? JobsAdded;

    /// <summary>
    /// Runs one act in a transaction of its own and answers when it is committed. What the act does not
    /// <see cref="Act.KeepAsync"/> leaves no trace. It may be run again where another act came between, so it must do
    /// nothing but read and write through the <see cref="Act"/>.
    /// </summary>
    /// <exception cref="TooBusyException">Too many acts are waiting.</exception>
    public abstract Task<T> DoAsync<T>(Func<Act, CancellationToken, Task<T>> work, CancellationToken cancellation);

    protected void TellOfJobs() => JobsAdded?.Invoke(this, EventArgs.Empty);
}

/// <summary>One act while it runs: what it may use, and what becomes of it.</summary>
internal sealed class Act(ParleyContext db, Statements statements)
{
    private readonly List<Change> _changes = [];

    public ParleyContext Db { get; } = db;

    /// <summary>The same transaction, for SQL written by hand.</summary>
    public Statements Statements { get; } = statements;

    /// <summary>What to announce once it is committed.</summary>
    public IReadOnlyList<Change> Changes => _changes;

    public bool IsKept { get; private set; }

    /// <summary>Whether it adds work to be done once it is committed.</summary>
    public bool HasJobs { get; private set; }

    /// <summary>Saves what is changed in <see cref="Db"/>, and asks for it to be committed and then announced.</summary>
    public async Task KeepAsync(CancellationToken cancellation, params Change[] changes)
    {
        if (Db.ChangeTracker.Entries<Jobs.Job>().Any(j => j.State == EntityState.Added)) HasJobs = true;
        _ = await Db.SaveChangesAsync(cancellation);
        Keep(changes);
    }

    /// <summary>Says that <see cref="Statements"/> added a job.</summary>
    public void AddedJob() => HasJobs = true;

    /// <summary>Asks for what <see cref="Statements"/> did to be committed and then announced.</summary>
    public void Keep(params ReadOnlySpan<Change> changes)
    {
        _changes.AddRange(changes);
        IsKept = true;
    }
}

/// <summary>More wants to be written than can be; whoever comes again in a few seconds is served.</summary>
internal sealed class TooBusyException() : Exception("Too many writers are waiting.");
