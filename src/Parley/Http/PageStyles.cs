using System.Security.Cryptography;
using System.Text;
using Parley.Core.Sites;

namespace Parley.Http;

/// <summary>The style sheets that stand in pages, and what a publication's theme adds, each with its CSP source.</summary>
internal static class PageStyles
{
    /// <summary>The sheet of everything that shows a discussion, without comments and spare space.</summary>
    public static string Css { get; } = Condense(Assets.Source("parley.css"));

    /// <summary>What pages of our own need besides; a frame does without, to be light.</summary>
    public static string PagesCss { get; } = Condense(Assets.Source("pages.css"));

    /// <summary>What the newsroom's pages need instead.</summary>
    public static string OfficeCss { get; } = Condense(Assets.Source("office.css"));

    /// <summary>What the pages of an account need on top of that.</summary>
    public static string AccountCss { get; } = Condense(Assets.Source("account.css"));

    /// <summary>The sources for `style-src` under which a browser applies them.</summary>
    public static string CssSource { get; } = $"{SourceOf(Css)} {SourceOf(PagesCss)} {SourceOf(OfficeCss)} {SourceOf(AccountCss)}";

    /// <summary>The sheet of a site's theme; null for a site without one, or whose theme is no longer valid.</summary>
    public static (string Css, string Source)? Theme(Site site)
    {
        if (site.Theme is not { Length: > 0 } text) return null;
        if (!SiteTheme.TryRead(text, out var theme, out _)) return null;

        var css = SiteTheme.Css(theme);
        return css.Length == 0 ? null : (css, SourceOf(css));
    }

    /// <summary>Takes comments and spare space out of a sheet; what stands in quotes stays as it is.</summary>
    public static string Condense(string css)
    {
        var shorter = new StringBuilder(css.Length);
        for (var i = 0; i < css.Length; i++)
        {
            var c = css[i];
            if (c == '/' && i + 1 < css.Length && css[i + 1] == '*')
            {
                var end = css.IndexOf("*/", i + 2, StringComparison.Ordinal);
                i = end < 0 ? css.Length : end + 1;
            }
            else if (c is '"' or '\'')
            {
                var end = css.IndexOf(c, i + 1);
                if (end < 0) end = css.Length - 1;
                _ = shorter.Append(css, i, end - i + 1);
                i = end;
            }
            else if (char.IsWhiteSpace(c))
            {
                if (shorter.Length > 0 && !IsBreak(shorter[^1])) _ = shorter.Append(' ');
            }
            else
            {
                // Around these a space never means anything; around others it may (a descendant, a sum in calc).
                if (c is '{' or '}' or ';' or ',' or '>' && shorter.Length > 0 && shorter[^1] == ' ') shorter.Length--;
                if (c == '}' && shorter.Length > 0 && shorter[^1] == ';') shorter.Length--;
                _ = shorter.Append(c);
            }
        }

        return shorter.ToString().TrimEnd();
    }

    private static bool IsBreak(char c) => c is ' ' or '{' or '}' or ';' or ',' or '>' or ':';

    private static string SourceOf(string css) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(css)))}'";
}
