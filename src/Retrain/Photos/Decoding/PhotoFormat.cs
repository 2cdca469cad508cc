namespace Retrain.Photos.Decoding;

/// <summary>The kind of a file by its content.</summary>
/// <param name="Name">Lower case: <c>jpeg</c>, <c>png</c>, <c>heic</c>, <c>html</c>, <c>git-lfs pointer</c>, <c>unknown</c>.</param>
internal readonly record struct PhotoFormat(string Name);
