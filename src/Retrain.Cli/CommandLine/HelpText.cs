using System.CommandLine;
using System.Text;

namespace Retrain.Cli.CommandLine;

/// <summary>The help page of a program.</summary>
internal static class HelpText
{
    private const int Indent = 6;

    /// <summary>Usage, then the options under their headings, wrapped to <paramref name="width"/> columns.</summary>
    public static string Render(string usage, IReadOnlyList<OptionGroup> groups, int width)
    {
        var text = new StringBuilder(usage).Append('\n');
        foreach (OptionGroup group in groups)
        {
            text.Append('\n').Append(group.Title).Append('\n');
            foreach (Option option in group.Options)
            {
                text.Append("  ").Append(option.Name);
                if (option.HelpName is { } value)
                {
                    text.Append(' ').Append(value);
                }

                text.Append('\n');
                Wrap(text, option.Description + Default(option), Math.Clamp(width, 40, 110));
            }
        }

        return text.ToString();
    }

    private static string Default(Option option) =>
        option.HasDefaultValue && option.GetDefaultValue()?.ToString() is { Length: > 0 } value && value != "False"
            ? $" Default: {value}."
            : "";

    private static void Wrap(StringBuilder text, string paragraph, int width)
    {
        int column = 0;
        foreach (string word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            bool fits = column > 0 && column + 1 + word.Length <= width;
            if (column > 0 && !fits)
            {
                text.Append('\n');
            }

            text.Append(' ', fits ? 1 : Indent).Append(word);
            column = fits ? column + 1 + word.Length : Indent + word.Length;
        }

        text.Append('\n');
    }
}
