namespace Parley.Commenters;

/// <summary>The ways in that the operator set up besides our own, for the pages that offer them.</summary>
internal static class WaysIn
{
    /// <summary>Where the button for an issuer leads.</summary>
    /// <param name="isProof">Whether somebody signed in proves again who they are.</param>
    public static string AddressOf(Issuer issuer, string? returnTo, bool isProof = false) =>
        $"/sign-in/with/{issuer.Name}?return={Uri.EscapeDataString(returnTo ?? "/")}{(isProof ? "&prove=1" : "")}";
}
