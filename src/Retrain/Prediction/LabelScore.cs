namespace Retrain.Prediction;

/// <summary>A class and its score for one photo.</summary>
/// <param name="Label">Name of the class.</param>
/// <param name="Score">
/// As the model gives it: a probability of 0 to 1 from models of this program, perhaps a logit of any size from others.
/// </param>
/// <param name="Index">Position of the class in the model's output.</param>
public readonly record struct LabelScore(string Label, float Score, int Index);
