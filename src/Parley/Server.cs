using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Parley.Commenters;
using Parley.Http;
using Parley.Jobs;
using Parley.Live;
using Parley.Storage;
using Parley.Texts;

namespace Parley;

/// <summary>What a request passes through, in order.</summary>
internal static class Server
{
    // A comment of 10,000 characters in four bytes each fits with room for its form.
    private const int LargestBody = 64 * 1024;

    public static WebApplication Build(Settings settings, Database database, byte[] key, TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "parley" });
        _ = builder.Logging.ClearProviders().AddSimpleConsole(o => o.SingleLine = true)
            .AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Critical)
            // Our own line says it in one sentence; the framework's would say it a second time.
            .AddFilter("Microsoft.AspNetCore.Diagnostics", LogLevel.None)
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
            // It says nothing we keep, but while it may speak every request is given an activity and a scope first.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);

        _ = builder.WebHost.UseUrls(settings.Urls).UseKestrelHttpsConfiguration().ConfigureKestrel(Limit)
            .ConfigureKestrel(kestrel => Certify(kestrel, settings));
        _ = builder.Services.AddSingleton(settings).AddSingleton(clock).AddSingleton(database)
            .AddSingleton(new RateLimits(settings.Limits || !settings.IsLoopbackOnly))
            .AddSingleton(new ProofOfWork(key, settings.ProofOfWork, clock))
            .AddSingleton(new RequestKeys(key)).AddSingleton(new Fingerprints(key)).AddSingleton<ExportFolder>()
            .AddSingleton(_ => new Outgoing(settings.InternalHosts)).AddSingleton<KeySets>().AddSingleton<IssuerDocuments>()
            .AddSingleton<Departures>().AddSingleton<Vouching>().AddSingleton<WaysIn>().AddSingleton<WordLists>().AddSingleton<PublicBytes>();
        _ = builder.Services.AddSingleton<MailedCodes>().AddSingleton<Passwords>().AddSingleton<SecurityLog>();
        Passkeys.AddTo(builder.Services, settings);
        database.AddTo(builder.Services);
        _ = builder.Services.AddSingleton(services => new LiveStreams(
            services.GetRequiredService<IAnnouncements>(), services.GetRequiredService<IHostApplicationLifetime>(), clock,
            settings.Streams, settings.Limits || !settings.IsLoopbackOnly));
        _ = builder.Services.AddSingleton<MissedChanges>().AddHostedService(s => s.GetRequiredService<MissedChanges>());
        _ = builder.Services.AddSingleton<IReadOnlyDictionary<string, Work>>(JobKinds.All(settings))
            .AddSingleton<JobRunner>().AddHostedService(s => s.GetRequiredService<JobRunner>());
        _ = builder.Services.AddSingleton<Stopping>().AddSingleton<IHostLifetime>(s => s.GetRequiredService<Stopping>());
        _ = builder.Services.AddOpenApi("v1", OpenApiDocument.Describe);
        _ = builder.Services.AddProblemDetails();
        _ = builder.Services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        _ = builder.Services.ConfigureHttpJsonOptions(o => Strict(o.SerializerOptions));
        _ = builder.Services.AddResponseCompression(Compress);
        _ = builder.Services.Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.Optimal);
        _ = builder.Services.Configure<GzipCompressionProviderOptions>(o => o.Level = CompressionLevel.Optimal);
        // With the time in which the server still answers but says it is not ready, fifteen seconds at the most.
        _ = builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(12));

        var app = builder.Build();
        foreach (var issuer in settings.Issuers) app.Services.GetRequiredService<WaysIn>().Add(new(issuer.Name, issuer.Label, "/sign-in/with/" + issuer.Name));
        if (settings.Proxies.Count > 0) _ = app.UseForwardedHeaders(Believe(settings));
        // What everybody gets stands ready: nearly every request ends here.
        var bytes = app.Services.GetRequiredService<PublicBytes>();
        _ = app.Use((context, next) => bytes.TryAnswer(context, out var answer) ? answer : next(context));
        _ = app.Use((context, next) =>
        {
            SecurityHeaders.Apply(context);
            return next(context);
        });
        _ = app.UseResponseCompression();
        Failures.Use(app);
        _ = app.Use(async (context, next) =>
        {
            await RequestBody.HoldAsync(context);
            await next(context);
        });
        _ = app.Use((context, next) =>
        {
            // Every door that can be read answers HEAD: the server itself leaves the body out.
            if (HttpMethods.IsHead(context.Request.Method)) context.Request.Method = HttpMethods.Get;
            return next(context);
        });
        _ = app.UseRouting();
        _ = app.Use((context, next) =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<Door>()?.Surface is Surface.PrivatePage or Surface.SignInPage)
            {
                LanguageChoice.Carry(context);
                // What is one's own stands there beside what an address can put there: its size must tell nothing (BREACH).
                if (context.Features.Get<IHttpsCompressionFeature>() is { } compression) compression.Mode = HttpsCompressionMode.DoNotCompress;
            }

            return next(context);
        });
        _ = app.Use((context, next) => CrossSite.IsAllowed(context.Request)
            ? next(context)
            : Failures.Answer(context, "cross-site", "CrossSiteDetail"));
        _ = app.Use(async (context, next) =>
        {
            if (await Guards.AdmitAsync(context)) await next(context);
        });
        Routes.Map(app);
        return app;
    }

    private static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LargestBody;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(65);
        kestrel.Limits.MaxConcurrentConnections = 20_000;
    }

    private static void Certify(KestrelServerOptions kestrel, Settings settings)
    {
        if (settings.Certificate is not { } file) return;

        var certificate = ReadCertificate(file);
        kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = certificate);
    }

    private static X509Certificate2 ReadCertificate(string file)
    {
        try
        {
            return file.EndsWith(".pem", StringComparison.OrdinalIgnoreCase)
                ? X509Certificate2.CreateFromPemFile(file)
                : X509CertificateLoader.LoadPkcs12FromFile(file, password: null);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(
                $"PARLEY_CERTIFICATE names {file}, which cannot be read as a certificate with its key: PEM in a file that ends in .pem, or PKCS #12 without a password.");
        }
    }

    private static void Strict(JsonSerializerOptions json)
    {
        json.MaxDepth = 16;
        json.AllowDuplicateProperties = false;
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.PropertyNameCaseInsensitive = false;
    }

    private static void Compress(ResponseCompressionOptions compression)
    {
        // In a page for everybody nothing is secret, so its size tells nothing; private pages are exempt.
        compression.EnableForHttps = true;
        compression.Providers.Add<BrotliCompressionProvider>();
        compression.Providers.Add<GzipCompressionProvider>();
        compression.MimeTypes = ["text/html", "application/json", "application/problem+json"];
    }

    private static ForwardedHeadersOptions Believe(Settings settings)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = 1,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in settings.Proxies) options.KnownIPNetworks.Add(proxy);
        return options;
    }
}
