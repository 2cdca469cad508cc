namespace Retrain.Samples;

/// <summary>A file that is still to be made.</summary>
/// <param name="Name">Below the folder, with <c>/</c> on every system.</param>
/// <param name="Make">Makes its bytes; a pure function that may run on any thread.</param>
internal sealed record PlannedFile(string Name, Func<byte[]> Make);
