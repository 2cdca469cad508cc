using System.Diagnostics.CodeAnalysis;
using Retrain.Foundation;

namespace Retrain.Samples;

/// <summary>
/// Draws labelled pictures of flowers, so that a first run needs neither photos nor a network. The same seed draws the same files, byte for
/// byte on one machine; the number of cores does not matter.
/// </summary>
/// <remarks>Kinds share their colours and backgrounds: only the shape of the flower tells what it is.</remarks>
public static class DrawnFlowers
{
    /// <summary>Version of the drawings; a change to any picture raises it.</summary>
    private const int Version = 1;

    /// <summary>Names of the kinds, which are the labels and the folders, in label order.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. FlowerKind.All.Select(kind => kind.Name)];

    /// <summary>
    /// Makes a folder hold a set: <c>daisy/daisy_001.jpg</c> and so on, JPEG of 240 to 320 pixels a side; <c>faults.json</c> beside the
    /// class folders lists what was planted, and <c>drawn.json</c> says that the files were drawn. A set that is already there is reused.
    /// </summary>
    /// <param name="folder">A new or an empty folder, or one that was drawn before, whose pictures are then replaced.</param>
    /// <param name="options">What to draw; null for the defaults.</param>
    /// <param name="cancellationToken">Stops between two pictures; the next call draws the set anew.</param>
    /// <exception cref="UsageException">An option is out of its range, or the folder holds files that were not drawn.</exception>
    /// <exception cref="RetrainException">The folder cannot be written.</exception>
    public static DrawnFlowersSummary Write(
        string folder, DrawnFlowersOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new DrawnFlowersOptions();
        options.Validate();
        var set = new DrawnSet(options);
        string drawing = $"version {Version}, seed {options.Seed}, photos per class {options.PhotosPerClass}, "
            + $"wrong labels {options.WrongLabels}, near-duplicates {options.NearDuplicates}, broken files {options.BrokenFiles}";
        bool drawn = DrawnFolder.Fill(folder, drawing, set.Plan(), cancellationToken);
        return new DrawnFlowersSummary(folder, Kinds, set.Pictures, Reused: !drawn, set.Faults);
    }

    /// <summary>Draws pictures that are in no set, to try a model on: <c>new_001.jpg</c> and so on, the kinds mixed.</summary>
    /// <param name="folder">A new or an empty folder, or one that was drawn before, whose pictures are then replaced.</param>
    /// <param name="seed">Any number; the set of the same seed holds other pictures.</param>
    /// <param name="count">Number of pictures, 1 to 9,999.</param>
    /// <param name="cancellationToken">Stops between two pictures.</param>
    /// <returns>The pictures in the order of their names.</returns>
    /// <exception cref="UsageException">The count is out of its range, or the folder holds files that were not drawn.</exception>
    /// <exception cref="RetrainException">The folder cannot be written.</exception>
    [SuppressMessage("Naming", "CA1711", Justification = "It writes new pictures; it is no newer Write.")]
    public static IReadOnlyList<NewFlower> WriteNew(string folder, long seed, int count, CancellationToken cancellationToken = default)
    {
        if (count is < 1 or > 9_999)
        {
            throw new UsageException($"{count} new pictures cannot be drawn; ask for 1 to 9999.");
        }

        var dice = new Dice(seed, "kinds of new pictures");
        List<PlannedFile> plan = [];
        List<NewFlower> flowers = [];
        for (int i = 0; i < count; i++)
        {
            FlowerKind kind = dice.Pick<FlowerKind>([.. FlowerKind.All]);
            string name = $"new_{i + 1:D3}.jpg";
            plan.Add(new PlannedFile(name, () => FlowerPicture.Jpeg(seed, name, kind)));
            flowers.Add(new NewFlower(Path.Combine(folder, name), kind.Name));
        }

        DrawnFolder.Fill(folder, $"version {Version}, seed {seed}, {count} new pictures", plan, cancellationToken);
        return flowers;
    }
}
