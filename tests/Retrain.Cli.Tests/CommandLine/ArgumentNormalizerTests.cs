using Retrain.Cli.CommandLine;
using Retrain.Foundation;

namespace Retrain.Cli.Tests.CommandLine;

public sealed class ArgumentNormalizerTests
{
    private static readonly (string Name, bool TakesValue)[] Options =
    [
        ("--image_dir", true), ("--image_size", true), ("--learning_rate", true), ("--saved_model_dir", true), ("--recursive", false),
        ("--help", false),
    ];

    [Theory]
    [InlineData("--image_dir", "photos")]
    [InlineData("--image-dir", "photos")]
    [InlineData("--image_dir=photos")]
    [InlineData("--image-dir=photos")]
    [InlineData("--image_d=photos")]
    [InlineData("--image-d", "photos")]
    public void Normalize_SpellingsOfOneOption_AreTheSame(params string[] typed) => Assert.Equal(["--image_dir=photos"], Normalized(typed));

    [Theory]
    [InlineData("--learn=0.5", "--learning_rate=0.5")]
    [InlineData("--r", "--recursive")]
    [InlineData("--recursive", "--recursive")]
    [InlineData("-h", "--help")]
    [InlineData("-?", "--help")]
    [InlineData("/?", "--help")]
    public void Normalize_Prefix_IsTheOneOptionThatBeginsSo(string typed, string expected) => Assert.Equal([expected], Normalized(typed));

    [Fact]
    public void Normalize_NameThatIsAlsoAPrefix_IsTheWholeName()
    {
        var normalizer = new ArgumentNormalizer([("--input", true), ("--input_layer", true)], acceptsWords: false, new HashSet<string>());
        Assert.Equal(["--input=a"], normalizer.Normalize(["--input", "a"]).ToArguments());
    }

    [Fact]
    public void Normalize_AmbiguousPrefix_NamesTheChoices() =>
        Assert.Equal("--image could be --image_dir or --image_size: write more of the name", FaultOf("--image", "x"));

    [Fact]
    public void Normalize_PrefixOfSeveral_IsTheOneThatTheOriginalHas()
    {
        var normalizer = new ArgumentNormalizer(Options, acceptsWords: false, new HashSet<string> { "--image_dir", "--learning_rate" });
        Assert.Equal(["--image_dir=x"], normalizer.Normalize(["--im", "x"]).ToArguments());
    }

    [Theory]
    [InlineData("--imagedir", "Unknown option --imagedir. Did you mean --image_dir? --help lists all options")]
    [InlineData("--learnin-rat=1", "Unknown option --learnin-rat. Did you mean --learning_rate? --help lists all options")]
    [InlineData("--qqqqq", "Unknown option --qqqqq. --help lists all options")]
    public void Normalize_UnknownOption_IsRefusedWithTheNearest(string typed, string expected) => Assert.Equal(expected, FaultOf(typed));

    [Theory]
    [InlineData("-0.5")]
    [InlineData("-1")]
    [InlineData("-")]
    [InlineData("--1")]
    public void Normalize_ValueWithADash_IsAValue(string value)
    {
        Assert.Equal([$"--learning_rate={value}"], Normalized("--learning_rate", value));
        Assert.Equal([$"--learning_rate={value}"], Normalized($"--learning_rate={value}"));
    }

    [Theory]
    [InlineData("--image_dir")]
    [InlineData("--image_dir", "--recursive")]
    public void Normalize_OptionWithoutItsValue_IsRefused(params string[] typed) =>
        Assert.Equal("--image_dir needs a value: --image_dir VALUE or --image_dir=VALUE", FaultOf(typed));

    [Fact]
    public void Normalize_ValueForASwitch_IsRefused() =>
        Assert.Equal("--recursive is a switch and takes no value; write --recursive alone, or leave it out (found --recursive=false)",
            FaultOf("--recursive=false"));

    [Theory]
    [InlineData("--saved_model_dir=")]
    [InlineData("--saved_model_dir", "")]
    public void Normalize_EmptyValue_IsKept(params string[] typed)
    {
        NormalizedArguments normalized = Normalizer(acceptsWords: false).Normalize(typed);
        Assert.Equal([new KeyValuePair<string, string?>("--saved_model_dir", "")], normalized.Options);
        Assert.Equal(["--saved_model_dir", ""], normalized.ToArguments());
    }

    [Fact]
    public void Normalize_RepeatedOption_IsTheLast() =>
        Assert.Equal(["--recursive", "--image_dir=c"],
            Normalized("--image_dir", "a", "--recursive", "--image-dir=b", "--recursive", "--image_d", "c"));

    [Fact]
    public void Normalize_ValueWithEqualsSigns_IsKeptWhole() => Assert.Equal(["--image_dir=a=b=c"], Normalized("--image_dir=a=b=c"));

    [Fact]
    public void Normalize_Words_ComeAfterADoubleDash()
    {
        NormalizedArguments normalized = Normalizer(acceptsWords: true).Normalize(["a.jpg", "--recursive", "-", "--", "--image_dir", "-h"]);
        Assert.Equal(["a.jpg", "-", "--image_dir", "-h"], normalized.Words);
        Assert.Equal(["--recursive", "--", "a.jpg", "-", "--image_dir", "-h"], normalized.ToArguments());
    }

    [Theory]
    [InlineData("photos", "")]
    [InlineData("-image_dir", " Did you mean --image_dir?")]
    public void Normalize_StrayWord_IsRefused(string word, string suggestion) =>
        Assert.Equal(
            $"Cannot place '{word}': it belongs to no option.{suggestion} A switch takes no value, "
                + "and a path with blanks needs quotes: --image_dir \"my photos\"",
            FaultOf("--recursive", word));

    [Theory]
    [InlineData("photos--image-size=3", "--image_size")]
    [InlineData("photos--recursive", "--recursive")]
    public void Normalize_LinesOfAScriptThatRunIntoEachOther_AreTakenApartForTheUser(string value, string inner) =>
        Assert.Equal($"--image_dir {value} runs into {inner}: put a blank before it (in a script before the \\ at the end of the line)",
            FaultOf("--image_dir", value));

    [Fact]
    public void Normalize_DashesInAPath_AreAPath() => Assert.Equal(["--image_dir=a--b"], Normalized("--image_dir", "a--b"));

    private static ArgumentNormalizer Normalizer(bool acceptsWords) => new(Options, acceptsWords, new HashSet<string>());

    private static string[] Normalized(params string[] typed) => Normalizer(acceptsWords: false).Normalize(typed).ToArguments();

    private static string FaultOf(params string[] typed) => Assert.Throws<UsageException>(() => Normalized(typed)).Message;
}
