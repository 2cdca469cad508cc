namespace Retrain.Training;

/// <summary>The last steps of a descent and the inverse Hessian that they stand for (Nocedal and Wright 2006, algorithm 7.4).</summary>
internal sealed class LbfgsMemory
{
    private const int Capacity = 10;

    private readonly double[] diagonal;
    private readonly List<(double[] Step, double[] Change, double Inverse)> pairs = [];

    /// <summary>Starts without memory.</summary>
    /// <param name="diagonal">A guess of the Hessian's diagonal, above 0; its scale is found from the pairs.</param>
    public LbfgsMemory(double[] diagonal) => this.diagonal = diagonal;

    /// <summary>
    /// Remembers a step and the change of the gradient over it. Pairs without positive curvature say nothing and are dropped.
    /// </summary>
    public void Add(double[] step, double[] change)
    {
        double curvature = WideVectors.Dot(step, change);
        if (curvature > 1e-300)
        {
            if (pairs.Count == Capacity)
            {
                pairs.RemoveAt(0);
            }

            pairs.Add((step, change, 1 / curvature));
        }
    }

    /// <summary>direction = -H * gradient.</summary>
    public void Direction(double[] gradient, double[] direction)
    {
        for (int i = 0; i < direction.Length; i++)
        {
            direction[i] = -gradient[i];
        }

        Span<double> factors = stackalloc double[Capacity];
        for (int k = pairs.Count - 1; k >= 0; k--)
        {
            factors[k] = pairs[k].Inverse * WideVectors.Dot(pairs[k].Step, direction);
            WideVectors.Add(-factors[k], pairs[k].Change, direction);
        }

        double scale = 1;
        if (pairs.Count > 0)
        {
            (_, double[] change, double inverse) = pairs[^1];
            double length = 0;
            for (int i = 0; i < change.Length; i++)
            {
                length += change[i] * change[i] / diagonal[i];
            }

            scale = 1 / (inverse * length);
        }

        for (int i = 0; i < direction.Length; i++)
        {
            direction[i] *= scale / diagonal[i];
        }

        for (int k = 0; k < pairs.Count; k++)
        {
            double back = pairs[k].Inverse * WideVectors.Dot(pairs[k].Change, direction);
            WideVectors.Add(factors[k] - back, pairs[k].Step, direction);
        }
    }
}
