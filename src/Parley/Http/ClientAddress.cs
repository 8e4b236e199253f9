using System.Net;
using System.Net.Sockets;
using Parley.Core;

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

    /// <summary>Whether it is an address of the public network, and so somebody's rather than a machine's of our own house.</summary>
    public static bool IsPublic(HttpContext context) => context.Connection.RemoteIpAddress is { } address
        && NetworkAddress.IsGlobal(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
