using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Http;

/// <summary>Turns what went wrong into one sentence, as a page for people and as problem details for programs.</summary>
internal static partial class Failures
{
    public static void Use(WebApplication app)
    {
        _ = app.UseExceptionHandler(handler => handler.Run(async context =>
        {
            var failure = context.Features.Get<IExceptionHandlerFeature>()!;
            var exception = failure.Error;
            if (exception is BadHttpRequestException { InnerException: JsonException { Path: ['$', '.', .. var field] } }
                && field.IndexOfAny(['.', '[']) < 0)
            {
                await Problems.Misread(field, new Sentence("MemberWrong")).ExecuteAsync(context);
                return;
            }

            var (name, text) = Explain(exception);
            if (name == "failed") Log(app.Logger, context.Request.Method, DoorOf(failure), exception);
            if (name == "busy" && context.RequestServices.GetRequiredService<PublicBytes>().TryAnswerMeanwhile(context, out var answer))
            {
                await answer;
                return;
            }

            if (name == "busy") context.Response.Headers.RetryAfter = "5";
            await Answer(context, name, text);
        }));

        // What no door answered: an unknown page, or a door that is used the wrong way.
        _ = app.UseStatusCodePages(async status =>
        {
            var context = status.HttpContext;
            var (name, text) = context.Response.StatusCode switch
            {
                StatusCodes.Status404NotFound => ("not-found", "NotFoundDetail"),
                StatusCodes.Status405MethodNotAllowed => ("method-not-allowed", "MethodNotAllowedDetail"),
                StatusCodes.Status413PayloadTooLarge => ("too-large", "TooLargeDetail"),
                StatusCodes.Status415UnsupportedMediaType => ("unsupported-media-type", "UnsupportedMediaTypeDetail"),
                StatusCodes.Status400BadRequest => ("bad-request", "BadRequestDetail"),
                _ => ("", ""),
            };
            if (name.Length > 0) await Answer(context, name, text);
        });
    }

    public static Task Answer(HttpContext context, string name, string text)
    {
        var isForPrograms = context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
            || context.GetEndpoint()?.Metadata.GetMetadata<Door>()?.Surface is Surface.Data or Surface.Open;
        var result = isForPrograms ? Problems.Of(name, text) : Pages.Problem(name, text);
        return result.ExecuteAsync(context);
    }

    // The pattern and not the path, which may hold the secret of a letter's link.
    private static string DoorOf(IExceptionHandlerFeature failure) => (failure.Endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "no door";

    private static (string Name, string Text) Explain(Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => ("too-large", "TooLargeDetail"),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } =>
            ("unsupported-media-type", "UnsupportedMediaTypeDetail"),
        BadHttpRequestException or JsonException or InvalidDataException => ("bad-request", "BadRequestDetail"),
        // PostgreSQL takes no NUL in a text, and nothing that we store has one.
        PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire } => ("bad-request", "BadRequestDetail"),
        TooBusyException => ("busy", "BusyDetail"),
        _ when IsBusy(exception) => ("busy", "BusyDetail"),
        _ => ("failed", "FailedDetail"),
    };

    // SQLite: busy 5, locked 6, read-only 8, I/O error 10, full 13, cannot open 14. Reading goes on; writing waits.
    private static bool IsBusy(Exception exception) => exception switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is 5 or 6 or 8 or 10 or 13 or 14,
        NpgsqlException { IsTransient: true } => true,
        NpgsqlException { InnerException: System.IO.IOException or System.Net.Sockets.SocketException } => true,
        // EF Core wraps what happened while saving, and once more what is transient on PostgreSQL.
        DbUpdateException or InvalidOperationException => exception.InnerException is { } inner && IsBusy(inner),
        _ => false,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Door} failed")]
    private static partial void Log(ILogger logger, string method, string door, Exception exception);
}
