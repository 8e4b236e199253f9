using System.Net;
using System.Net.Sockets;

namespace Parley.Core;

/// <summary>Which addresses belong to the public network.</summary>
public static class NetworkAddress
{
    // IANA's special-purpose registry (RFC 6890 and what came since) and multicast: what is somebody's own machine or
    // network, a document's example, or leads to one of these.
    private static readonly IPNetwork[] Special4 =
    [
        IPNetwork.Parse("0.0.0.0/8"),           // "this" network; Linux takes it for the machine itself
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("100.64.0.0/10"),       // behind a carrier's translation
        IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("168.63.129.16/32"),    // a cloud's own door to its machines, in public space
        IPNetwork.Parse("169.254.0.0/16"),      // link-local, and the clouds' metadata
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.0.0.0/24"),
        IPNetwork.Parse("192.0.2.0/24"),        // documentation
        IPNetwork.Parse("192.88.99.0/24"),      // 6to4 relays
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("198.18.0.0/15"),       // benchmarks
        IPNetwork.Parse("198.51.100.0/24"),     // documentation
        IPNetwork.Parse("203.0.113.0/24"),      // documentation
        IPNetwork.Parse("224.0.0.0/4"),         // multicast
        IPNetwork.Parse("240.0.0.0/4"),         // reserved, and broadcast
    ];

    // What is given out at all. Outside it lie loopback, mapped and translated IPv4 (::ffff:0:0/96, 64:ff9b::/96),
    // unique-local, link-local and multicast addresses.
    private static readonly IPNetwork Given6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] Special6 =
    [
        IPNetwork.Parse("2001::/23"),           // protocols' own, Teredo among them
        IPNetwork.Parse("2001:db8::/32"),       // documentation
        IPNetwork.Parse("2002::/16"),           // 6to4: an IPv4 address in disguise
        IPNetwork.Parse("3fff::/20"),           // documentation
    ];

    /// <summary>Whether anybody could be asked at <paramref name="address"/> who is not of one's own house.</summary>
    /// <remarks>
    /// IPv6 that carries an IPv4 address in any form is refused as a whole, a public one's too: nobody needs it, and every
    /// form is one more way to say 127.0.0.1.
    /// </remarks>
    public static bool IsGlobal(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !Array.Exists(Special4, n => n.Contains(address)),
            AddressFamily.InterNetworkV6 => !address.IsIPv4MappedToIPv6 && Given6.Contains(address)
                && !Array.Exists(Special6, n => n.Contains(address)),
            _ => false,
        };
    }
}
