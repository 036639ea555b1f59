using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;

namespace Manidala.Training.Reports;

/// <summary>A page of headings, tables and pictures in one file: style and pictures lie in it, and it asks nothing of the network.</summary>
internal sealed class HtmlPage
{
    private readonly StringBuilder _html = new();

    public HtmlPage(string title)
    {
        Raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        Raw($"<title>{Text(title)}</title>\n<style>\n{Style()}</style>\n</head>\n<body>\n<main>\n");
    }

    public static string Text(string text) => WebUtility.HtmlEncode(text);

    public static string Swatch(string colour) => $"<i style=\"background:{colour}\"></i>";

    public void Raw(string html) => _html.Append(html);

    public void Heading(string title, string note) => Raw($"<h2>{Text(title)}</h2>\n<p class=\"note\">{Text(note)}</p>\n");

    /// <summary>Pictures side by side, where the window is wide enough.</summary>
    public void Pictures(params ReadOnlySpan<(string Meaning, int Width, byte[] Png)> pictures)
    {
        Raw("<div class=\"pictures\">\n");
        foreach ((string meaning, int width, byte[] png) in pictures)
        {
            Raw(string.Create(
                CultureInfo.InvariantCulture,
                $"<img width=\"{width}\" alt=\"{Text(meaning)}\" src=\"data:image/png;base64,{Convert.ToBase64String(png)}\">\n"));
        }

        Raw("</div>\n");
    }

    public void Legend(IEnumerable<(string Colour, string Name)> entries)
    {
        Raw("<p class=\"legend\">");
        foreach ((string colour, string name) in entries)
        {
            Raw($"<span>{Swatch(colour)}{Text(name)}</span>");
        }

        Raw("</p>\n");
    }

    /// <param name="rows">The first cell of each is its heading; cells are HTML already.</param>
    public void Table(IReadOnlyList<string> columns, IEnumerable<(bool IsModel, IReadOnlyList<string> Cells)> rows)
    {
        Raw("<div class=\"wide\"><table>\n<thead><tr>");
        foreach (string column in columns)
        {
            Raw($"<th>{Text(column)}</th>");
        }

        Raw("</tr></thead>\n<tbody>\n");
        foreach ((bool isModel, IReadOnlyList<string> cells) in rows)
        {
            Raw($"<tr{(isModel ? " class=\"model\"" : "")}><th>{cells[0]}</th>{string.Concat(cells.Skip(1).Select(cell => $"<td>{cell}</td>"))}</tr>\n");
        }

        Raw("</tbody>\n</table></div>\n");
    }

    public string Finish() => _html.Append("</main>\n</body>\n</html>\n").ToString();

    private static string Style()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
