using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Parley.Storage;

/// <summary>
/// SQL written by hand, for the one way that every comment takes; everywhere else EF Core writes it
/// (docs/decisions/0013-posting-by-hand.md). One text serves both databases, several statements and all.
/// </summary>
internal sealed class Statements(DbConnection connection) : IDisposable
{
    private readonly bool _isSqlite = connection is SqliteConnection;
    private readonly Dictionary<string, DbCommand> _known = new(StringComparer.Ordinal);

    /// <summary>The transaction that what follows is a part of.</summary>
    public DbTransaction? Transaction { get; set; }

    /// <summary>Runs statements that answer. The caller reads all answers to their end, and disposes of the reader.</summary>
    /// <param name="sql">A constant: it is parsed once and kept for the next time.</param>
    public Task<DbDataReader> ReadAsync(
        string sql, CancellationToken cancellation, params ReadOnlySpan<(string Name, object? Value)> values) =>
        CommandFor(sql, values).ExecuteReaderAsync(cancellation);

    /// <summary>Runs statements that answer nothing.</summary>
    /// <param name="sql">A constant: it is parsed once and kept for the next time.</param>
    public Task ExecuteAsync(
        string sql, CancellationToken cancellation, params ReadOnlySpan<(string Name, object? Value)> values) =>
        CommandFor(sql, values).ExecuteNonQueryAsync(cancellation);

    /// <summary>An id, as this database keeps them.</summary>
    public static Guid IdAt(DbDataReader reader, int column) =>
        reader is SqliteDataReader ? new Guid(reader.GetFieldValue<byte[]>(column), bigEndian: true) : reader.GetGuid(column);

    /// <summary>A text that may be missing.</summary>
    public static string? TextAt(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>Forgets what was parsed; a statement that failed half-way is not to be used again.</summary>
    public void Forget()
    {
        foreach (var command in _known.Values) command.Dispose();
        _known.Clear();
    }

    public void Dispose() => Forget();

    private DbCommand CommandFor(string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        if (!_known.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant of ours; what people write goes in as parameters.
            command.CommandText = sql;
#pragma warning restore CA2100
            foreach (var (name, _) in values)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                _ = command.Parameters.Add(parameter);
            }

            _known.Add(sql, command);
        }

        command.Transaction = Transaction;
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = Stored(values[i].Value);
        return command;
    }

    // What SqliteContext converts for EF Core, the same here.
    private object Stored(object? value) => value switch
    {
        null => DBNull.Value,
        Enum name => name.ToString(),
        Guid id when _isSqlite => id.ToByteArray(bigEndian: true),
        DateTimeOffset at when _isSqlite => at.ToUnixTimeMilliseconds(),
        _ => value,
    };
}
