namespace Retrain.Cli.CommandLine;

/// <summary>What was typed, in one spelling.</summary>
/// <param name="Options">Canonical name and value (<see langword="null"/> for a switch); each name once.</param>
/// <param name="Words">What belongs to no option.</param>
internal sealed record NormalizedArguments(IReadOnlyList<KeyValuePair<string, string?>> Options, IReadOnlyList<string> Words)
{
    /// <summary>For System.CommandLine: <c>--name</c> or <c>--name</c> and its value, then the words.</summary>
    public string[] ToArguments() =>
        [.. Options.SelectMany(Written), .. Words.Count == 0 ? Words : ["--", .. Words]];

    // Glued on, so that a value may begin with a dash; but an empty one would be taken for missing.
    private static string[] Written(KeyValuePair<string, string?> option) =>
        option.Value is null ? [option.Key] : option.Value.Length == 0 ? [option.Key, ""] : [$"{option.Key}={option.Value}"];
}
