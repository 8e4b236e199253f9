using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Parley.Tests.App;

/// <summary>Hears every statement on an installation's database. Whoever begins to listen is heeded within a second, not at once.</summary>
internal sealed class HeardStatements : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly List<IDisposable> _subscriptions = [];
    private readonly List<string> _statements = [];
    private readonly DbConnection _own;

    private HeardStatements(DbConnection own) => _own = own;

    /// <summary>The text of each since it was last cleared, parameters left open.</summary>
    public List<string> All
    {
        get
        {
            lock (_statements) return [.. _statements];
        }
    }

    public static HeardStatements On(ParleyApp app)
    {
        var heard = new HeardStatements(app.Database.Connect());
        heard._subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(heard));
        return heard;
    }

    public void Clear()
    {
        lock (_statements) _statements.Clear();
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name) _subscriptions.Add(value.Subscribe(this));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key != RelationalEventId.CommandExecuted.Name || value.Value is not CommandExecutedEventData data) return;
        // Other tests run beside this one, on databases of their own.
        if (data.Connection.DataSource != _own.DataSource || data.Connection.Database != _own.Database) return;
        // And whoever looks for jobs does so whenever it is time, and takes them.
        if (!data.Command.CommandText.Contains("INSERT", StringComparison.Ordinal) && data.Command.CommandText.Contains("jobs", StringComparison.Ordinal)) return;

        lock (_statements) _statements.Add(data.Command.CommandText);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose()
    {
        _subscriptions.ForEach(s => s.Dispose());
        _own.Dispose();
    }
}
