namespace Retrain.Evaluation;

/// <summary>Means over the classes.</summary>
/// <param name="Precision">Mean precision, 0 to 1, or NaN where no class has one.</param>
/// <param name="Recall">Mean recall, 0 to 1, or NaN where no class has one.</param>
/// <param name="F1">Mean of the classes' F1, 0 to 1, or NaN where no class has one.</param>
public readonly record struct MeanMeasures(double Precision, double Recall, double F1);
