// The least that ASP.NET Core can do to answer with bytes from memory: what Parley is measured against.
//   bare FOLDER URL [HEADERS]     HEADERS: a file of lines "Name: value" that every answer carries too
using System.Collections.Frozen;
using Bare;
using Microsoft.Extensions.Primitives;

var headers = args.Length < 3
    ? []
    : File.ReadLines(args[2]).Select(line => line.Split(": ", 2))
        .Select(pair => KeyValuePair.Create(pair[0], new StringValues(pair[1]))).ToArray();
var pages = Directory.GetFiles(args[0]).Where(f => File.Exists(f + ".gz"))
    .ToFrozenDictionary(f => "/" + Path.GetFileName(f), f => new Page(f, headers), StringComparer.Ordinal);

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls(args[1]).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
var app = builder.Build();
app.Run(context =>
{
    if (pages.TryGetValue(context.Request.Path.Value!, out var page)) return page.WriteAsync(context);

    context.Response.StatusCode = StatusCodes.Status404NotFound;
    return Task.CompletedTask;
});
await app.RunAsync();
