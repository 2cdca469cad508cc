using Retrain.Photos;

namespace Retrain.Bottlenecks;

/// <summary>Something to say of a photo that is used all the same.</summary>
/// <param name="Photo">The photo.</param>
/// <param name="Text">One clause, "name says png, content is jpeg" for instance.</param>
public sealed record PhotoNote(Photo Photo, string Text);
