using Retrain.Photos;
using Retrain.Photos.Decoding;

namespace Retrain.Models;

/// <summary>A photo's file to a network's input; <see cref="PhotoReader.Read"/>, or a stand-in of a test.</summary>
/// <param name="file">The whole file.</param>
/// <param name="name">Its name, for notes.</param>
/// <param name="preprocessing">The network's wishes.</param>
/// <param name="input">Overwritten.</param>
/// <param name="notes">Gets remarks.</param>
/// <returns>Why the photo cannot be used.</returns>
internal delegate PhotoProblem? PhotoInputReader(ReadOnlyMemory<byte> file, string name, Preprocessing preprocessing, Span<float> input, List<string>? notes);
