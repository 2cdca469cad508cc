namespace Retrain.Exports;

/// <summary>One of the pictures that a model takes of each photo.</summary>
/// <param name="Name">Crop and size, as <c>--views</c> takes it: <c>centre224</c>.</param>
/// <param name="Input">Name of its image input.</param>
public sealed record ReportedView(string Name, string Input);
