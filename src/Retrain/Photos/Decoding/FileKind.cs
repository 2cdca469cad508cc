namespace Retrain.Photos.Decoding;

/// <summary>Whether a file's first bytes belong to one kind of file.</summary>
/// <param name="file">The whole file; may be empty.</param>
internal delegate bool FileKindTest(ReadOnlySpan<byte> file);

/// <summary>One row of <see cref="FileKinds"/>.</summary>
/// <param name="Name">As <see cref="PhotoFormat.Name"/>.</param>
/// <param name="Extensions">Lower case with dot; a name that ends so agrees with this content.</param>
/// <param name="Is">Looks at the content; rows are asked from the top.</param>
/// <param name="WhatToDo">
/// Why it is not read and what helps, "HEIC is not read here; convert it to JPEG" for one; null for what is decoded.
/// </param>
internal sealed record FileKind(string Name, string[] Extensions, FileKindTest Is, string? WhatToDo = null);
