using System.Globalization;

namespace Retrain.Training.Distorting;

/// <summary>What distortions cost, told before they are paid for.</summary>
/// <param name="Steps">Steps of training.</param>
/// <param name="BatchSize">Photos of a step.</param>
/// <param name="TrainingPhotos">Photos that are distorted.</param>
/// <param name="Views">Distorted views of each; 0: anew in every step.</param>
/// <param name="PhotosPerSecond">As measured; 0 where it is not known.</param>
internal sealed record DistortionCost(int Steps, int BatchSize, int TrainingPhotos, int Views, double PhotosPerSecond)
{
    private const int ViewsAdvised = 10;

    /// <summary>Some thousand years, which a time span still holds.</summary>
    private const double MostSeconds = 1e11;

    /// <summary>Passes through the network; with views at most so many, for some may be in the cache.</summary>
    public long Passes => Views > 0 ? PassesOf(Views) : (long)Steps * BatchSize;

    /// <summary>How long they take; <see langword="null"/> where it is not known.</summary>
    public TimeSpan? Time => TimeOf(Passes);

    /// <summary>One line for people.</summary>
    public string Line
    {
        get
        {
            string rate = string.Create(CultureInfo.InvariantCulture, $"{PhotosPerSecond:F0} photos/s");
            if (Views > 0)
            {
                string most = Time is { } time ? $", at most {About(time)} at {rate}" : "";
                return $"Distortions: {Number(Views)} views x {Number(TrainingPhotos)} photos = {Number(Passes)} passes through the "
                    + $"network, kept in the cache{most}";
            }

            string line = $"Distortions: {Number(Steps)} steps x {Number(BatchSize)} photos = {Number(Passes)} passes through the network";
            line += Time is { } whole ? $", about {About(whole)} at {rate}" : "";
            long advised = PassesOf(ViewsAdvised);
            if (advised >= Passes)
            {
                return line;
            }

            string fewer = TimeOf(advised) is { } less ? $" ({About(less)})" : "";
            return $"{line}; --distortion_views {ViewsAdvised} would take {Number(advised)} passes{fewer}";
        }
    }

    private long PassesOf(int views) => (long)views * TrainingPhotos;

    private TimeSpan? TimeOf(long passes) =>
        PhotosPerSecond > 0 ? TimeSpan.FromSeconds(Math.Min(passes / PhotosPerSecond, MostSeconds)) : null;

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    // Two digits are as much as an estimate is worth.
    private static string About(TimeSpan time) => time.TotalSeconds switch
    {
        < 100 => FormattableString.Invariant($"{Math.Max(1, Math.Ceiling(time.TotalSeconds)):F0} s"),
        < 100 * 60 => FormattableString.Invariant($"{time.TotalMinutes:F0} min"),
        < 100 * 3600 => FormattableString.Invariant($"{time.TotalHours:F1} h"),
        _ => FormattableString.Invariant($"{time.TotalDays:F0} days"),
    };
}
