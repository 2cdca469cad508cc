using Retrain.Models;
using Retrain.Photos;

namespace Retrain;

/// <summary>A model folder that was written, read back and run.</summary>
/// <param name="Folder">Where it is.</param>
/// <param name="Files">What is in it.</param>
/// <param name="Verification">How the file's answers compare with those of training.</param>
/// <param name="VerifiedOn">The set that the compared photos come from; test photos where there are any.</param>
public sealed record SavedModel(string Folder, IReadOnlyList<SavedFile> Files, ModelVerification Verification, PhotoSet VerifiedOn);
