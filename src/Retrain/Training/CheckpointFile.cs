using Retrain.Foundation;

namespace Retrain.Training;

/// <summary>The checkpoint of one run in a file.</summary>
/// <param name="path">The file; its folder is made.</param>
/// <param name="identity">Tells runs apart: a state of other photos, features or options is not taken.</param>
/// <param name="goesOn">Whether to go on from a state that is there.</param>
/// <param name="note">Gets a line about what was found.</param>
/// <param name="clock">Stands in for the system's in tests.</param>
internal sealed class CheckpointFile(string path, string identity, bool goesOn, Action<string>? note, TimeProvider? clock = null)
    : ITrainingCheckpoints
{
    // What a power cut may cost, and small beside what a write costs.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly TimeProvider clock = clock ?? TimeProvider.System;
    private bool hasFailed;
    private long written = (clock ?? TimeProvider.System).GetTimestamp();

    /// <inheritdoc/>
    public bool IsDue => !hasFailed && clock.GetElapsedTime(written) >= Interval;

    /// <summary>The state to go on from; <see langword="null"/>: start at the first step.</summary>
    public TrainingState? Load()
    {
        if (!goesOn)
        {
            return null;
        }

        if (!File.Exists(path))
        {
            note?.Invoke("No interrupted training of these photos and options to go on with; starting at the first step");
            return null;
        }

        try
        {
            TrainingState? state = CheckpointFormat.Read(File.ReadAllBytes(path), identity);
            note?.Invoke(state is null
                ? $"The checkpoint {path} is of other photos or options; starting at the first step"
                : $"Going on at step {state.NextStep} from {path}");
            return state;
        }
        catch (RetrainException e)
        {
            note?.Invoke($"The checkpoint {path} cannot be used ({e.Message}); starting at the first step");
            return null;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Where it cannot be written, a line says so once, and training goes on without.</remarks>
    public void Save(TrainingState state)
    {
        if (hasFailed)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            byte[] bytes = CheckpointFormat.Write(state, identity);
            AtomicFile.Write(path, stream => stream.Write(bytes));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            hasFailed = true;
            note?.Invoke($"The checkpoint {path} cannot be written ({e.OneLine()}); training goes on, but --resume will not find it");
        }

        written = clock.GetTimestamp();
    }

    /// <summary>Takes the file away: the run is done, and its result is written.</summary>
    public void Clear()
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is of no more use, and does no harm.
        }
    }
}
