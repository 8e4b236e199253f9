using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Parley.Http;
using Parley.Storage.Backups;

namespace Parley.Tests.App;

/// <summary>A door as it is declared: a method, a pattern, and who may use it.</summary>
/// <param name="About">What the id in it names, at a moderator's door.</param>
/// <param name="Takes">What it reads a JSON body as; null where it reads none.</param>
internal sealed record DeclaredDoor(string Method, string Pattern, Door Door, Type? Takes, Subject? About = null)
{
    public bool IsUnsafe => Method is not ("GET" or "HEAD" or "OPTIONS");

    public override string ToString() => $"{Method} {Pattern}";
}

internal static class Doors
{
    /// <summary>Every door of the product, read from the running server: what is added is found by itself.</summary>
    public static IReadOnlyList<DeclaredDoor> AllDoors(this ParleyApp app) =>
        [.. app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"]).Select(m =>
                new DeclaredDoor(
                    m, "/" + e.RoutePattern.RawText!.Trim('/'), e.Metadata.GetMetadata<Door>()!, e.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType, e.Metadata.GetMetadata<About>()?.Subject)))
            .OrderBy(d => d.ToString(), StringComparer.Ordinal)];

    // A session is seen by whatever comes with it.
    private static readonly string[] Seen = ["seen_at", "resumed_at"];

    /// <summary>Everything that is stored, row by row, but for when a session was last seen.</summary>
    public static async Task<string> EverythingStoredAsync(this ParleyApp app)
    {
        await using var db = app.Open();
        await using var connection = app.Database.Connect();
        await connection.OpenAsync();
        var text = new StringBuilder();
        foreach (var table in StoredTable.All(db))
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Made of the model's own names.
            command.CommandText = table.Select;
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                _ = text.Append(table.Name).Append(": ").AppendLine(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Where(i => !Seen.Contains(reader.GetName(i), StringComparer.Ordinal)).Select(i => Show(reader, i))));
        }

        return text.ToString();
    }

    private static string Show(DbDataReader reader, int column) => reader.GetValue(column) switch
    {
        byte[] bytes => bytes.Length <= 16 ? Convert.ToHexString(bytes) : Convert.ToHexString(SHA256.HashData(bytes))[..16],
        var value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
