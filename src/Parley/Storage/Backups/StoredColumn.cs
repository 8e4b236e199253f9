using System.Data.Common;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Parley.Storage.Backups;

/// <summary>A column, and how its values go from a database into a backup and from there into either database.</summary>
internal sealed class StoredColumn
{
    private readonly Lazy<object> _blank;
    private readonly IProperty _property;
    private readonly ValueConverter? _converter;

    // What the database's driver gives and takes, and what the backup holds: the same value, both free of the other.
    private readonly Type _stored;
    private readonly Type _kept;

    public StoredColumn(IColumn column, Lazy<object> blank)
    {
        _blank = blank;
        var mapping = column.PropertyMappings[0];
        _property = mapping.Property;
        (Name, StoreType, IsNullable) = (column.Name, column.StoreType, column.IsNullable);
        var given = Nullable.GetUnderlyingType(_property.ClrType) ?? _property.ClrType;
        var converter = mapping.TypeMapping.Converter;
        _stored = converter?.ProviderClrType ?? given;
        // Words of an enum are kept as they are stored: as text.
        (_kept, _converter) = given.IsEnum ? (_stored, null) : (given, converter);
        if (!IsKnown(_kept) || !IsKnown(_stored)) throw new NotSupportedException($"No backup can hold {_kept} of {Name}.");
    }

    public string Name { get; }

    /// <summary>The database's own name of the type.</summary>
    public string StoreType { get; }

    public bool IsNullable { get; }

    /// <summary>What a row has that was kept before the column was: what a new thing begins with.</summary>
    public object? Beginning()
    {
        var value = _property.GetGetter().GetClrValue(_blank.Value);
        if (value is Enum word) value = word.ToString();
        return value is null ? null : ToStored(value);
    }

    /// <summary>Reads the value as the backup keeps it.</summary>
    public object? Read(DbDataReader row, int at)
    {
        if (row.IsDBNull(at)) return null;

        object value = _stored switch
        {
            var t when t == typeof(string) => row.GetString(at),
            var t when t == typeof(long) => row.GetInt64(at),
            var t when t == typeof(int) => row.GetInt32(at),
            var t when t == typeof(bool) => row.GetBoolean(at),
            var t when t == typeof(double) => row.GetDouble(at),
            var t when t == typeof(Guid) => row.GetGuid(at),
            var t when t == typeof(DateTimeOffset) => row.GetFieldValue<DateTimeOffset>(at),
            _ => row.GetFieldValue<byte[]>(at),
        };
        return _converter is null ? value : _converter.ConvertFromProvider(value);
    }

    /// <summary>Writes a value that <see cref="Read"/> gave.</summary>
    public void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNull(Name); break;
            case string text: json.WriteString(Name, text); break;
            case long number: json.WriteNumber(Name, number); break;
            case int number: json.WriteNumber(Name, number); break;
            case bool yes: json.WriteBoolean(Name, yes); break;
            case double number: json.WriteNumber(Name, number); break;
            case Guid id: json.WriteString(Name, id); break;
            case DateTimeOffset at: json.WriteString(Name, at.UtcDateTime); break;
            default: json.WriteBase64String(Name, (byte[])value); break;
        }
    }

    /// <summary>The value of a backup as the database's driver takes it.</summary>
    /// <exception cref="FormatException">It is no value of this column.</exception>
    public object? Parse(JsonElement value)
    {
        try
        {
            if (value.ValueKind == JsonValueKind.Null)
                return IsNullable ? null : throw new FormatException();

            return ToStored(_kept switch
            {
                var t when t == typeof(string) => value.GetString()!,
                var t when t == typeof(long) => value.GetInt64(),
                var t when t == typeof(int) => value.GetInt32(),
                var t when t == typeof(bool) => value.GetBoolean(),
                var t when t == typeof(double) => value.GetDouble(),
                var t when t == typeof(Guid) => value.GetGuid(),
                var t when t == typeof(DateTimeOffset) => value.GetDateTimeOffset(),
                _ => (object)value.GetBytesFromBase64(),
            });
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException)
        {
            throw new FormatException($"{value.ValueKind} is no value of {Name}", exception);
        }
    }

    private object ToStored(object value) => _converter is null ? value : _converter.ConvertToProvider(value)!;

    private static bool IsKnown(Type type) =>
        type == typeof(string) || type == typeof(long) || type == typeof(int) || type == typeof(bool)
        || type == typeof(double) || type == typeof(Guid) || type == typeof(DateTimeOffset) || type == typeof(byte[]);
}
