using System.Net;
using System.Net.Sockets;

namespace Parley.Http;

/// <summary>The address a limit counts by.</summary>
internal static class ClientAddress
{
    /// <summary>IPv4 whole; IPv6 by its /64, because a household or a cheap server has that many addresses to itself.</summary>
    public static string KeyOf(IPAddress? address)
    {
        if (address is null) return "unknown";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.ToString();

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes) + "/64";
    }

    public static string KeyOf(HttpContext context) => KeyOf(context.Connection.RemoteIpAddress);
}
