using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Parley.Storage.Backups;

/// <summary>A table of the model as a backup sees it; both databases name tables and columns alike.</summary>
internal sealed class StoredTable
{
    private readonly ITable _table;

    private StoredTable(ITable table)
    {
        _table = table;
        var blank = new Lazy<object>(() => Activator.CreateInstance(table.EntityTypeMappings.Single().TypeBase.ClrType)!);
        Columns = [.. table.Columns.Select(c => new StoredColumn(c, blank)).OrderBy(c => c.Name, StringComparer.Ordinal)];
        var key = table.PrimaryKey!.Columns.Select(c => c.Name).ToList();
        var names = string.Join(", ", Columns.Select(c => Quote(c.Name)));
        Select = $"SELECT {names} FROM {Quote(Name)} ORDER BY {string.Join(", ", key.Select(Quote))}";
        Insert = $"INSERT INTO {Quote(Name)} ({names}) VALUES ({string.Join(", ", Columns.Select((_, i) => Parameter(i)))})";
        Copy = $"COPY {Quote(Name)} ({names}) FROM STDIN (FORMAT BINARY)";
        Count = $"SELECT COUNT(*) FROM {Quote(Name)}";
        Delete = $"DELETE FROM {Quote(Name)}";
    }

    public string Name => _table.Name;

    public IReadOnlyList<StoredColumn> Columns { get; }

    public string Select { get; }

    public string Insert { get; }

    public string Copy { get; }

    public string Count { get; }

    public string Delete { get; }

    /// <summary>Whether its rows have versions, by which pages in memory are known to be stale.</summary>
    public bool HasVersions => Columns.Any(c => c.Name == "version");

    /// <summary>Every table of the model, each after those that it refers to.</summary>
    public static IReadOnlyList<StoredTable> All(ParleyContext db)
    {
        var rest = db.Model.GetRelationalModel().Tables.OrderBy(t => t.Name, StringComparer.Ordinal).ToList();
        var ordered = new List<ITable>();
        while (rest.Count > 0)
        {
            var next = rest.First(t => t.ForeignKeyConstraints.All(f => f.PrincipalTable == t || ordered.Contains(f.PrincipalTable)));
            ordered.Add(next);
            _ = rest.Remove(next);
        }

        return [.. ordered.Select(t => new StoredTable(t))];
    }

    public static string Parameter(int column) => FormattableString.Invariant($"@c{column}");

    /// <summary>One number that the database answers to a question about this table.</summary>
    public static async Task<long> AskAsync(
        DbConnection connection, DbTransaction transaction, string question, CancellationToken cancellation)
    {
        await using var command = Command(connection, transaction, question);
        return await command.ExecuteScalarAsync(cancellation) is { } answer and not DBNull
            ? Convert.ToInt64(answer, System.Globalization.CultureInfo.InvariantCulture)
            : 0;
    }

    public static async Task DoAsync(
        DbConnection connection, DbTransaction? transaction, string order, CancellationToken cancellation)
    {
        await using var command = Command(connection, transaction, order);
        _ = await command.ExecuteNonQueryAsync(cancellation);
    }

    public static DbCommand Command(DbConnection connection, DbTransaction? transaction, string text)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        // A million rows may take longer than any request should.
        command.CommandTimeout = 0;
#pragma warning disable CA2100 // Names of tables and columns come from the model, never from outside.
        command.CommandText = text;
#pragma warning restore CA2100
        return command;
    }

    // Names of the model are letters and underscores.
    public static string Quote(string name) => $"\"{name}\"";
}
