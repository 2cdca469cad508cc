using Retrain.Foundation;

namespace Retrain.Samples;

/// <summary>What <see cref="DrawnFlowers.Write"/> draws. Equal options draw equal pictures.</summary>
public sealed record DrawnFlowersOptions
{
    /// <summary>Any number; another one draws other pictures. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Pictures a class, those with a wrong label included, 1 to 9,999. Default 70.</summary>
    public int PhotosPerClass { get; init; } = 70;

    /// <summary>Pictures of one kind that lie in another kind's folder. Default 0.</summary>
    public int WrongLabels { get; init; }

    /// <summary>Additional pictures that are a saved again, smaller or cropped copy of another one of their class. Default 0.</summary>
    public int NearDuplicates { get; init; }

    /// <summary>Additional files that no program can show: cut off, empty, a web page, noise. Default 0.</summary>
    public int BrokenFiles { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="UsageException">Every fault that was found, a line each.</exception>
    internal void Validate()
    {
        List<string> faults = [];
        Range(nameof(PhotosPerClass), PhotosPerClass, 1, 9_999);
        Range(nameof(WrongLabels), WrongLabels, 0, int.MaxValue);
        Range(nameof(NearDuplicates), NearDuplicates, 0, int.MaxValue);
        Range(nameof(BrokenFiles), BrokenFiles, 0, 9_999);
        long pictures = (long)PhotosPerClass * FlowerKind.All.Count;
        if (faults.Count == 0 && (long)WrongLabels + NearDuplicates > pictures)
        {
            faults.Add($"{WrongLabels} wrong labels and {NearDuplicates} near-duplicates need as many pictures, but "
                + $"{FlowerKind.All.Count} classes of {PhotosPerClass} are {pictures}: draw more pictures a class or plant fewer faults.");
        }

        if (faults.Count > 0)
        {
            throw new UsageException(string.Join('\n', faults));
        }

        void Range(string name, int value, int least, int most)
        {
            if (value < least || value > most)
            {
                faults.Add($"{name} is {value}; it must be " + (most == int.MaxValue ? $"{least} or more." : $"{least} to {most}."));
            }
        }
    }
}
