using Retrain.Photos;

namespace Retrain.Evaluation;

/// <summary>A photo that the model takes for something else.</summary>
/// <param name="Photo">The photo.</param>
/// <param name="Truth">Its label.</param>
/// <param name="Predicted">The label that the model gives it.</param>
/// <param name="Score">The model's score of <paramref name="Predicted"/>.</param>
/// <param name="TruthScore">The model's score of <paramref name="Truth"/>.</param>
public sealed record Misclassified(Photo Photo, string Truth, string Predicted, float Score, float TruthScore);
