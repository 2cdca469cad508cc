namespace Retrain.Tests.Networks;

/// <summary>A recorded output.</summary>
/// <param name="Tensor">The tensor in the graph.</param>
/// <param name="File">Its values.</param>
/// <param name="Tolerance">
/// Largest difference; <see cref="double.NaN"/>: <paramref name="Scaled"/> times the larger of 1 and the greatest value.
/// </param>
/// <param name="Scaled">See there.</param>
/// <param name="MeanTolerance">Largest mean difference, where one is given.</param>
public sealed record NetworkAnswer(string Tensor, string File, double Tolerance, double Scaled = 0, double? MeanTolerance = null);
