using Parley.Core;

namespace Parley.Commenters;

/// <summary>Who came in, who was refused, and what was changed about how one comes in; one line each, for the operator.</summary>
/// <remarks>No secret, no mail address and no name is ever in it: an account is its id, a browser a few words of our own.</remarks>
internal sealed partial class SecurityLog(ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger("Parley.Security");

    public void SignedIn(HttpContext context, string way, Guid account) => SignedIn(_logger, way, Id.Text(account), DeviceOf(context));

    public void Refused(HttpContext context, string way, string reason, Guid? account = null) =>
        Refused(_logger, way, reason, account is { } known ? Id.Text(known) : "none", DeviceOf(context));

    public void Proved(HttpContext context, string way, Guid account) => Proved(_logger, way, Id.Text(account), DeviceOf(context));

    public void Changed(HttpContext context, string what, Guid account) => Changed(_logger, what, Id.Text(account), DeviceOf(context));

    public void SignedOut(HttpContext context, int sessions) => SignedOut(_logger, sessions, DeviceOf(context));

    private static string DeviceOf(HttpContext context) =>
        Http.Devices.NameOf(context.Request.Headers.UserAgent.ToString()) is { Length: > 0 } known ? known : "an unknown device";

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
}
