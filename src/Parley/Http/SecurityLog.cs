using Parley.Core;
using Parley.Core.Commenters;

namespace Parley.Http;

/// <summary>Who came in, who was refused, what was changed about how one comes in, and who asked for what cannot be undone; one line each, for the operator.</summary>
/// <remarks>
/// No secret, no mail address and no name is ever in it, and nothing as somebody else wrote it: an account is its id, a site
/// its key, an issuer its name in addresses, a browser and a reason a few words of our own.
/// </remarks>
internal sealed partial class SecurityLog(ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger("Parley.Security");

    public void SignedIn(HttpContext context, string way, Guid account) => SignedIn(_logger, way, Id.Text(account), DeviceOf(context));

    public void Refused(HttpContext context, string way, string reason, Guid? account = null) =>
        Refused(_logger, way, reason, account is { } known ? Id.Text(known) : "none", DeviceOf(context));

    public void Proved(HttpContext context, string way, Guid account) => Proved(_logger, way, Id.Text(account), DeviceOf(context));

    public void Changed(HttpContext context, string what, Guid account) => Changed(_logger, what, Id.Text(account), DeviceOf(context));

    public void SignedOut(HttpContext context, int sessions) => SignedOut(_logger, sessions, DeviceOf(context));

    /// <param name="what">Such as "Asked for a copy".</param>
    public void Acted(HttpContext context, string what, Guid account) => Acted(_logger, what, Id.Text(account), DeviceOf(context));

    /// <param name="site">The site's key; null for every site.</param>
    /// <param name="by">Who gave or took it; null for an invitation, which the command line made.</param>
    public void ChangedRole(HttpContext context, Guid account, string? site, RoleKind? before, RoleKind? after, Guid? by) => ChangedRole(
        _logger, site ?? "every site", before?.ToString() ?? "none", after?.ToString() ?? "none", Id.Text(account),
        by is { } actor ? "account " + Id.Text(actor) : "an invitation", DeviceOf(context));

    private static string DeviceOf(HttpContext context) =>
        Devices.NameOf(context.Request.Headers.UserAgent.ToString()) is { Length: > 0 } known ? known : "an unknown device";

    [LoggerMessage(Level = LogLevel.Information, Message = "Signed in by {Way}: account {Account}, on {Device}")]
    private static partial void SignedIn(ILogger logger, string way, string account, string device);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused by {Way}, {Reason}: account {Account}, on {Device}")]
    private static partial void Refused(ILogger logger, string way, string reason, string account, string device);

    [LoggerMessage(Level = LogLevel.Information, Message = "Proved again by {Way}: account {Account}, on {Device}")]
    private static partial void Proved(ILogger logger, string way, string account, string device);

    [LoggerMessage(Level = LogLevel.Information, Message = "Changed {What}: account {Account}, on {Device}")]
    private static partial void Changed(ILogger logger, string what, string account, string device);

    [LoggerMessage(Level = LogLevel.Information, Message = "Signed out: {Sessions} sessions, on {Device}")]
    private static partial void SignedOut(ILogger logger, int sessions, string device);

    [LoggerMessage(Level = LogLevel.Information, Message = "{What}: account {Account}, on {Device}")]
    private static partial void Acted(ILogger logger, string what, string account, string device);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Changed role on {Site} from {Before} to {After}: account {Account}, by {By}, on {Device}")]
    private static partial void ChangedRole(ILogger logger, string site, string before, string after, string account, string by, string device);
}
