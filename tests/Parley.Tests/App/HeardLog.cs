using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Parley.Tests.App;

/// <summary>Hears what a running server says in one category of its log.</summary>
internal sealed class HeardLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly string _category;

    private HeardLog(string category) => _category = category;

    public IReadOnlyList<string> Lines => [.. _lines];

    public static HeardLog On(ParleyApp app, string category)
    {
        var heard = new HeardLog(category);
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(heard);
        return heard;
    }

    public ILogger CreateLogger(string categoryName) => new Ear(categoryName == _category ? _lines : null);

    public void Dispose()
    {
        // The server owns it from now on; there is nothing to give back.
    }

    private sealed class Ear(ConcurrentQueue<string>? lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => lines is not null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines?.Enqueue(formatter(state, exception));
    }
}
