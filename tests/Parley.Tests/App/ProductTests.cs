namespace Parley.Tests.App;

/// <summary>Tests through HTTP against the whole product, once on each database.</summary>
public abstract class ProductTests(bool onPostgres) : IAsyncLifetime
{
    private ParleyApp? _app;

    internal ParleyApp App => _app!;

    private protected virtual Settings Change(Settings settings) => settings;

    public virtual async ValueTask InitializeAsync() => _app = await ParleyApp.StartAsync(onPostgres, Change);

    public virtual async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
