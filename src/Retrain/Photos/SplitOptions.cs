using Retrain.Foundation;

namespace Retrain.Photos;

/// <summary>How photos are divided into training, validation and test set.</summary>
public sealed record SplitOptions
{
    /// <summary>Share for validation in per cent, 0 to 100. Default 10.</summary>
    public int ValidationPercentage { get; init; } = 10;

    /// <summary>Share for testing in per cent, 0 to 100; with the validation share at most 100. Default 10.</summary>
    public int TestingPercentage { get; init; } = 10;

    /// <summary>Hash the whole path as given, as the original does, and leave every set as the hash makes it. Default false.</summary>
    public bool Compat { get; init; }

    /// <summary>A CSV file with the columns <c>path,set</c> that overrides the hash for the photos it names. Default none.</summary>
    public string? SplitFile { get; init; }

    /// <summary>Refuses shares that are no shares.</summary>
    /// <exception cref="UsageException">All faults, a line each.</exception>
    internal void Validate()
    {
        var faults = new List<string>();
        AddIfNoShare(faults, "--validation_percentage", ValidationPercentage);
        AddIfNoShare(faults, "--testing_percentage", TestingPercentage);
        if (faults.Count == 0 && ValidationPercentage + TestingPercentage > 100)
        {
            faults.Add(
                $"--validation_percentage {ValidationPercentage} and --testing_percentage {TestingPercentage} are more than 100 together; "
                + "what they leave is for training");
        }

        if (faults.Count > 0)
        {
            throw new UsageException(string.Join('\n', faults));
        }
    }

    private static void AddIfNoShare(List<string> faults, string option, int value)
    {
        if (value is < 0 or > 100)
        {
            faults.Add($"{option} is {value}, expected 0 to 100");
        }
    }
}
