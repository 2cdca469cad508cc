using System.Text;

namespace Retrain.Cli.Output;

/// <summary>Pieces side by side in a line of limited length; what does not fit is left out, the least important first.</summary>
internal sealed class LineLayout
{
    private const string Gap = "  ";

    private readonly List<Piece> pieces = [];

    /// <summary>Adds a text.</summary>
    /// <param name="text">ASCII; empty: no piece.</param>
    /// <param name="rank">The larger, the sooner it is left out.</param>
    public void Add(string text, int rank)
    {
        if (text.Length > 0)
        {
            pieces.Add(new Piece(_ => text, text.Length, text.Length, rank, ""));
        }
    }

    /// <summary>Adds a piece that takes what room there is.</summary>
    /// <param name="draw">Makes it, so many characters long.</param>
    /// <param name="least">With less room it is left out.</param>
    /// <param name="most">It never takes more.</param>
    /// <param name="rank">As of a text.</param>
    /// <param name="colour">Code of a colour; empty for none.</param>
    public void AddFlexible(Func<int, string> draw, int least, int most, int rank, string colour = "") =>
        pieces.Add(new Piece(draw, least, Math.Max(least, most), rank, colour));

    /// <summary>The line.</summary>
    /// <param name="room">Columns.</param>
    /// <returns>The text with codes of colours, and how many columns it takes: <paramref name="room"/> at most.</returns>
    public (string Text, int Columns) Compose(int room)
    {
        List<Piece> shown = [.. pieces];
        while (shown.Count > 1 && Least(shown) > room)
        {
            shown.Remove(shown.MaxBy(p => p.Rank)!);
        }

        int free = room - Least(shown);
        var text = new StringBuilder();
        int columns = 0;
        foreach (Piece piece in shown)
        {
            int length = piece.Least + Math.Clamp(free, 0, piece.Most - piece.Least);
            free -= length - piece.Least;
            string gap = columns > 0 ? Gap : "";
            string drawn = piece.Draw(length);
            drawn = drawn[..Math.Clamp(room - columns - gap.Length, 0, drawn.Length)];
            text.Append(gap).Append(piece.Colour).Append(drawn).Append(piece.Colour.Length > 0 ? "\e[0m" : "");
            columns += gap.Length + drawn.Length;
        }

        return (text.ToString(), columns);
    }

    private static int Least(List<Piece> shown) => shown.Sum(p => p.Least) + (Gap.Length * (shown.Count - 1));

    private sealed record Piece(Func<int, string> Draw, int Least, int Most, int Rank, string Colour);
}
