namespace Retrain.Training;

/// <summary>
/// Ranges of the two 8-bit fake quantisers that the original adds to the new layer of a network with such quantisers (REFERENCE 5.3): one
/// on the weights (narrow, levels 1 to 255), one on the logits (levels 0 to 255).
/// </summary>
/// <param name="WeightMin">Least weight, 0 or less.</param>
/// <param name="WeightMax">Largest weight, 0 or more.</param>
/// <param name="LogitMin">Lower end of the logits' range, 0 or less.</param>
/// <param name="LogitMax">Upper end of the logits' range, 0 or more.</param>
public sealed record HeadQuantization(float WeightMin, float WeightMax, float LogitMin, float LogitMax);
