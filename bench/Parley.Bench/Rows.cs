using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Parley.Storage;

namespace Parley.Bench;

/// <summary>Inserts rows of one table by a prepared command; the columns are the model's, whatever it has grown to.</summary>
internal sealed class Rows<T> : IAsyncDisposable
    where T : class
{
    private readonly DbCommand _command;
    private readonly (IProperty Property, Func<object?, object?> Convert, DbParameter Parameter)[] _columns;

    public Rows(ParleyContext db)
    {
        var entity = db.Model.FindEntityType(typeof(T))!;
        _command = db.Database.GetDbConnection().CreateCommand();
        _command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        _columns = [.. entity.GetProperties().Select((property, index) =>
        {
            var convert = property.GetTypeMapping().Converter?.ConvertToProvider ?? (value => value);
            var parameter = _command.CreateParameter();
            parameter.ParameterName = "@p" + index.ToString(System.Globalization.CultureInfo.InvariantCulture);
            _ = _command.Parameters.Add(parameter);
            return (property, convert, parameter);
        })];
        var names = string.Join(", ", _columns.Select(c => $"\"{c.Property.GetColumnName()}\""));
#pragma warning disable CA2100 // Every word of it comes from the model.
        _command.CommandText = $"INSERT INTO \"{entity.GetTableName()}\" ({names}) "
            + $"VALUES ({string.Join(", ", _columns.Select(c => c.Parameter.ParameterName))})";
#pragma warning restore CA2100
    }

    public async Task AddAsync(T row)
    {
        foreach (var (property, convert, parameter) in _columns)
        {
            var value = property.GetGetter().GetClrValue(row);
            parameter.Value = (value is null ? null : convert(value)) ?? DBNull.Value;
        }

        _ = await _command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => _command.DisposeAsync();
}
