using System.CommandLine;
using Retrain.Cli.CommandLine;

namespace Retrain.Cli.Tests.CommandLine;

public sealed class HelpTextTests
{
    [Fact]
    public void Render_Options_StandUnderTheirHeadingsWithDefaults()
    {
        OptionGroup[] groups =
        [
            new("Photos",
                [Whole("--count", "How many.", 7), new Option<bool>("--recursive") { Description = "Look deeper.", DefaultValueFactory = _ => false }]),
            new("Help", [new Option<string>("--name") { Description = "Your name.", HelpName = "TEXT", DefaultValueFactory = _ => "" }]),
        ];

        Assert.Equal(
            """
            Usage

            Photos
              --count N
                  How many. Default: 7.
              --recursive
                  Look deeper.

            Help
              --name TEXT
                  Your name.

            """,
            HelpText.Render("Usage", groups, 80));
    }

    [Theory]
    [InlineData(10, 40)]
    [InlineData(40, 40)]
    [InlineData(61, 61)]
    [InlineData(500, 110)]
    public void Render_LongText_FillsTheWidthFrom40To110(int width, int expected)
    {
        string words = string.Join(' ', Enumerable.Range(0, 200).Select(i => new string('x', (i % 9) + 1)));
        string[] lines = HelpText.Render("", [new OptionGroup("", [Whole("--n", words, 1)])], width).Split('\n')[4..^1];

        Assert.All(lines, line => Assert.InRange(line.Length, 7, expected));
        Assert.All(lines, line => Assert.StartsWith("      ", line, StringComparison.Ordinal));
        // No line could have taken the first word of the next.
        Assert.All(lines.Zip(lines.Skip(1)),
            pair => Assert.True(pair.First.Length + 1 + pair.Second.Trim().Split(' ')[0].Length > expected));
        Assert.Equal(words + " Default: 1.", string.Join(' ', lines.Select(line => line.Trim())));
    }

    [Fact]
    public void Render_WordLongerThanTheWidth_HasALineOfItsOwn()
    {
        string path = new('p', 60);
        Assert.EndsWith($"      before\n      {path}\n      after\n", HelpText.Render(
            "", [new OptionGroup("", [new Option<bool>("--x") { Description = $"before {path} after" }])], 40), StringComparison.Ordinal);
    }

    private static Option<int> Whole(string name, string help, int byDefault) =>
        new(name) { Description = help, HelpName = "N", DefaultValueFactory = _ => byDefault };
}
