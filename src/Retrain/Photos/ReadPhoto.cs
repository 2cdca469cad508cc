namespace Retrain.Photos;

/// <summary>A picture file to a network's input: <see cref="PhotoReader.Read"/>, or a stand-in of a test.</summary>
internal delegate PhotoReading ReadPhoto(ReadOnlyMemory<byte> file, string name, Preprocessing preprocessing, Span<float> input);
